import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** Gives each API key a value, made up once and kept in the data folder. */
export function apiKeyValues(dataDir: string): (logicalId: string) => string {
  const file = join(dataDir, 'api-keys.json')
  const values = new Map(Object.entries(read(file)))
  return (logicalId) => {
    const known = values.get(logicalId)
    if (known !== undefined) return known
    // 40 letters and digits, as API Gateway makes them.
    const value = BigInt(`0x${randomBytes(32).toString('hex')}`)
      .toString(36)
      .slice(0, 40)
    values.set(logicalId, value)
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, JSON.stringify(Object.fromEntries(values)), { mode: 0o600 })
    return value
  }
}

function read(file: string): Record<string, string> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new Error(`${file} is damaged: remove the data folder to start afresh`, { cause: error })
  }
}
