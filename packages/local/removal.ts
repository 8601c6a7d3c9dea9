import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { StackResources } from './cloudformation/stack.ts'
import type { RegionPart } from './services/aws-service.ts'

const Made = z.array(z.object({ type: z.string(), name: z.string() }))
type Made = z.infer<typeof Made>

/**
 * Removes what an earlier template made and this one no longer has. What holds data or is in use stays, whatever its
 * `DeletionPolicy`: a line says why, and the next template tries again.
 * @param dataDir keeps what templates have made, so that it is also seen when the region was not running
 */
export async function removeWhatIsGone(
  parts: readonly RegionPart[],
  stack: StackResources,
  dataDir: string,
  log: (line: string) => void,
): Promise<void> {
  const file = join(dataDir, 'template-resources.json')
  const now: Made = stack.resources.map(({ type, name }) => ({ type, name }))
  const isThere = new Set(now.map(keyOf))
  const stays: Made = []
  for (const resource of made(file)) {
    if (isThere.has(keyOf(resource))) continue
    for (const part of parts) {
      const reason = await part.remove?.(resource)
      if (reason === undefined) continue
      stays.push(resource)
      log(`${resource.name} is no longer in the template, but stays: ${reason}`)
    }
  }
  writeFileSync(`${file}.new`, JSON.stringify([...now, ...stays]))
  renameSync(`${file}.new`, file)
}

const keyOf = ({ type, name }: Made[number]) => `${type} ${name}`

function made(file: string): Made {
  try {
    return Made.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return [] // the first start in this folder
  }
}
