import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { CompiledService } from '../cloudformation/compiled-service.ts'
import { watchService } from '../hot-reload.ts'
import { localOptions } from '../local-options.ts'
import type { Region } from '../region.ts'

const compiled = { local: {} } as unknown as CompiledService
let serviceDir: string
let compiles: number
let printed: (line: string) => void
let unwatch: () => void

const save = (file: string, text: string) => writeFileSync(join(serviceDir, file), text)

beforeEach(() => {
  serviceDir = mkdtempSync(join(tmpdir(), 'sfs3-reload-plugin-'))
  for (const folder of ['resources', 'steps']) mkdirSync(join(serviceDir, folder))
  save('serverless.yml', 'service: s\nplugins:\n  - ./resources/plugin.ts\n')
  save('resources/plugin.ts', "import { names } from './names.ts'\nimport type { Step } from '../steps/a.ts'\n")
  save('resources/names.ts', 'export const names = 1')
  save('steps/a.ts', 'export type Step = 1')
  compiles = 0
  const region = {
    compiled,
    options: localOptions({}),
    deploy: async () => {},
    services: { lambda: { inputs: new Set<string>(), rebundle: async () => ['a.handler'] } },
  }
  unwatch = watchService(serviceDir, region as unknown as Region, {
    compile: async () => {
      compiles++
      return compiled
    },
    print: (line) => printed(line),
  })
})
afterEach(() => {
  unwatch()
  rmSync(serviceDir, { recursive: true, force: true })
})

/** The line that is printed once the file is saved. */
async function told(file: string, text: string): Promise<string> {
  const line = new Promise<string>((resolve) => {
    printed = resolve
  })
  save(file, text)
  return line
}

test.each(['resources/plugin.ts', 'resources/names.ts'])(
  'a plugin of the service compiles the template anew: %s',
  async (file) => {
    expect(await told(file, 'export const names = 2')).toBe(`reloaded ${file}`)
    expect(compiles).toBe(1)
  },
)

test('code of which the plugin knows a type alone is bundled', async () => {
  expect(await told('steps/a.ts', 'export type Step = 2')).toBe('reloaded steps/a.ts')
  expect(compiles).toBe(0)
})
