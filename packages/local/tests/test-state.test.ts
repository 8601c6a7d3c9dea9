import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { tested } from '../tested.ts'
import { startRegion, type TestRegion } from '../testing/region.ts'

const service = join(import.meta.dirname, 'support/service')
const sls = resolve('node_modules/serverless/bin/serverless.js')

let folder: string
let region: TestRegion
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-test-state-'))
  region = await startRegion({ service })
})
afterAll(async () => {
  await region.stop()
  rmSync(folder, { recursive: true })
})

const file = (name: string, content: unknown) => {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

/** What a command in the folder of the service prints and ends with. */
const run = (command: string[], SFS3_DATA_DIR: string) =>
  new Promise<{ printed: string; exitCode: number }>((done) => {
    const env = { ...process.env, SFS3_DATA_DIR, NODE_COMPILE_CACHE: join(folder, 'cache') }
    const child = execFile(process.execPath, command, { cwd: service, env }, (_, stdout, stderr) =>
      done({ printed: stdout + stderr, exitCode: child.exitCode ?? -1 }),
    )
  })
const directly = resolve('packages/local/test-state.ts')

test('sls local test runs one state in a region of its own, and shows what each stage made', async () => {
  const input = file('input.json', { count: 4 })
  const command = [sls, 'local', 'test', 'two-steps', '--state', 'First', '--input', input, '--inspect']

  expect(await run(command, join(folder, 'nobody'))).toEqual({
    printed: `SUCCEEDED              First
output                 {"count":5}
next                   Second
  input                {"count":4}
  afterInputPath       {"count":4}
  afterParameters      {"count":4}
  result               {"count":5}
  afterResultSelector  {"count":5}
  afterResultPath      {"count":5}
`,
    exitCode: 0,
  })
})

test('where the service runs already, the state is run there; a mock answers for what it calls', async () => {
  const mock = file('mock.json', { throws: 'Busy', cause: 'a queue' })

  expect(await run([directly, 'two-steps', '--state', 'Second', '--mock', mock], region.dataDir)).toEqual({
    printed: 'FAILED  Second\nerror   Busy\ncause   a queue\n',
    exitCode: 1,
  })
})

test('a misspelt state is named, with what is nearest', async () => {
  expect(await run([directly, 'two-steps', '--state', 'Secund'], region.dataDir)).toEqual({
    printed: "sfs3: 'two-steps' has no state 'Secund': did you mean 'Second'?\n",
    exitCode: 1,
  })
})

test('only what there is to say is said', () => {
  expect(tested('Pay', { status: 'CAUGHT_ERROR', error: 'Busy', nextState: 'Later', output: '{}' })).toBe(
    'CAUGHT_ERROR  Pay\nerror         Busy\noutput        {}\nnext          Later',
  )
})
