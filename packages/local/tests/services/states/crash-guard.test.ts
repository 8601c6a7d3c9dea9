import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { CrashGuard } from '../../../services/states/executions/crash-guard.ts'
import { roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'

let folder: string
let child: ChildProcess | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-guard-'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** What the next process finds when this one dies while it advances `executionArn`. */
function afterDeathIn(guard: CrashGuard, executionArn: string): CrashGuard {
  guard.guard(executionArn)
  return guard.around(executionArn, () => new CrashGuard(folder))
}

test('the execution at which the process died twice in a row is known, and no other', () => {
  const once = afterDeathIn(new CrashGuard(folder), 'x')
  expect(once.hasKilled('x')).toBe(false)
  const twice = afterDeathIn(once, 'x')
  expect([twice.hasKilled('x'), twice.hasKilled('y')]).toEqual([true, false])
  expect(new CrashGuard(folder).hasKilled('x')).toBe(false)
})

test('a death elsewhere in between begins the count anew, and what went well counts for nothing', () => {
  const other = afterDeathIn(afterDeathIn(new CrashGuard(folder), 'x'), 'y')
  expect(afterDeathIn(other, 'x').hasKilled('x')).toBe(false)

  const guard = new CrashGuard(folder)
  guard.guard('x')
  guard.around('x', () => {})
  expect(statSync(join(folder, 'step-functions.advancing')).size).toBe(0)
})

test('where its mark cannot be written an execution goes on all the same', () => {
  const guard = new CrashGuard(folder)
  guard.guard('x')
  guard.close() // as good as a full disk: the file cannot be written

  expect(guard.around('x', () => 'advanced')).toBe('advanced')
})

const boot = () => {
  const program = new URL('../../support/killable-region.ts', import.meta.url).pathname
  const args = ['--disable-warning=ExperimentalWarning', program, folder, join(folder, 'calls')]
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  return child
}
async function clientOf({ stdout }: ChildProcess): Promise<SFNClient> {
  if (!stdout) throw new Error('no output to read the URL from')
  const [endpoint] = (await once(createInterface(stdout), 'line')) as [string]
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'secret' }
  return new SFNClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
}
async function killed(process: ChildProcess) {
  process.kill('SIGKILL')
  await once(process, 'exit')
}

test('an execution that ends the process again and again fails, in one line, and the others go on', async () => {
  const first = boot()
  const sfn = await clientOf(first)
  const start = async (name: string, States: object) => {
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Wait', States })
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }))
    return (await sfn.send(new StartExecutionCommand({ stateMachineArn, name }))).executionArn
  }
  const wait = { Type: 'Wait', Seconds: 2 }
  // Takes the whole second that it may: time enough to die.
  const Output = `{% $match("${'a'.repeat(40)}b", /^(a+)+$/) %}`
  const deadly = await start('deadly', { Wait: { ...wait, Next: 'Die' }, Die: { Type: 'Pass', Output, End: true } })
  const harmless = await start('harmless', { Wait: { ...wait, End: true } })
  sfn.destroy()
  await killed(first)

  for (const deaths of [0, 1]) {
    const next = boot()
    const mark = JSON.stringify({ executionArn: deadly, deaths })
    await eventually(() => readFileSync(join(folder, 'step-functions.advancing'), 'utf8') === mark)
    await killed(next)
  }

  const last = boot()
  const logged = once(createInterface(last.stderr as Readable), 'line')
  const client = await clientOf(last)
  const described = (executionArn: string | undefined) => client.send(new DescribeExecutionCommand({ executionArn }))
  const why = 'the local region died twice in a row while it was being advanced'
  expect(await described(deadly)).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: `The execution cannot be resumed after a restart: ${why}`,
  })
  expect(await logged).toEqual([`${deadly} cannot go on: ${why}`])
  await eventually(async () => (await described(harmless)).status === 'SUCCEEDED')
  client.destroy()
}, 60_000)
