import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { AsynchronousInvocations } from '../../../services/lambda/asynchronous-invocations.ts'
import { FunctionNotFound, type InvokeResult, TooManyRequests } from '../../../services/lambda/invoke.ts'
import { handClock } from '../../support/clocks.ts'

let dataDir: string
let time: ReturnType<typeof handClock>
let opened: AsynchronousInvocations[]
let logged: string[]
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sfs3-async-'))
  time = handClock()
  opened = []
  logged = []
})
afterEach(() => {
  for (const each of opened) each.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

type Answer = 'works' | 'fails' | 'hangs' | Error

/** What a process has, whose functions answer like this, one time after the other. Another one killed the last. */
function open(...answers: Answer[]) {
  const invoked: string[] = []
  const invoke = async (functionName: string, payload: string): Promise<InvokeResult> => {
    invoked.push(`${functionName} ${payload}`)
    const answer = answers.shift() ?? 'hangs'
    if (answer instanceof Error) throw answer
    if (answer === 'hangs') return new Promise<never>(() => {})
    return { payload: 'null', requestId: 'r', ...(answer === 'fails' && { functionError: 'Unhandled' as const }) }
  }
  const invocations = new AsynchronousInvocations({
    ...{ dataDir, clock: time.clock, invoke },
    log: (line) => logged.push(line),
  })
  opened.push(invocations)
  return { invocations, invoked }
}

const turns = () => new Promise((resolve) => setImmediate(resolve))

test('what was accepted runs again after a crash, until it has ended once', async () => {
  const first = open('hangs')
  first.invocations.start()
  first.invocations.accept('f', '{"a":1}')
  await turns()
  const second = open('works')
  second.invocations.start()
  await turns()
  const third = open()
  third.invocations.start()

  expect([first.invoked, second.invoked, third.invoked]).toEqual([['f {"a":1}'], ['f {"a":1}'], []])
})

test('what is accepted before the functions are there waits for them', async () => {
  const { invocations, invoked } = open('works')
  invocations.accept('f', '1')
  await turns()
  expect(invoked).toEqual([])
  invocations.start()
  await turns()
  expect(invoked).toEqual(['f 1'])
})

test('a function that fails is tried twice more, restarts or not', async () => {
  const first = open('fails', 'hangs')
  first.invocations.start()
  first.invocations.accept('f', '1')
  await turns()
  const second = open('fails', 'fails', 'works')
  second.invocations.start()
  await turns()
  const third = open()
  third.invocations.start()

  expect([first.invoked.length, second.invoked.length, third.invoked.length]).toEqual([2, 2, 0])
})

test('one that was under way at an orderly end is not counted as failed', async () => {
  const hanging = Promise.withResolvers<InvokeResult>()
  const stopped = new AsynchronousInvocations({
    dataDir,
    clock: time.clock,
    invoke: () => hanging.promise,
    log: () => {},
  })
  stopped.start()
  stopped.accept('f', '1')
  stopped.stop()
  hanging.resolve({ payload: '{}', requestId: 'r', functionError: 'Unhandled' })
  await turns()
  const next = open('fails', 'fails', 'fails')
  next.invocations.start()
  await turns()

  expect(next.invoked).toHaveLength(3)
})

test('one that is throttled waits; one whose function is gone is told', async () => {
  const { invocations, invoked } = open(
    new TooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded'),
    new FunctionNotFound('arn:f'),
  )
  invocations.start()
  invocations.accept('f', '1')
  await turns()
  expect(invoked).toHaveLength(1)
  time.advance(1000)
  await turns()

  expect(invoked).toHaveLength(2)
  expect(logged).toEqual(['an asynchronous invocation of f is lost: Function not found: arn:f'])
})
