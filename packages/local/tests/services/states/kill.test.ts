import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { functionArn, roleArn } from '../../../testing/arns.ts'

const folder = mkdtempSync(join(tmpdir(), 'sfs3-kill-'))
const callsFile = join(folder, 'calls')
let child: ChildProcess
let sfn: SFNClient

function launch() {
  const program = new URL('../../support/killable-region.ts', import.meta.url).pathname
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, join(folder, 'data'), callsFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  })
}

async function boot() {
  launch()
  if (!child.stdout) throw new Error('no output to read the URL from')
  const [endpoint] = (await once(createInterface(child.stdout), 'line')) as [string]
  sfn = new SFNClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'developer', secretAccessKey: 'secret' },
    maxAttempts: 1,
  })
}

async function kill() {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  sfn.destroy()
}

beforeAll(() => {
  writeFileSync(callsFile, '')
})
afterAll(async () => {
  await kill()
  rmSync(folder, { recursive: true, force: true })
})

const lambda = (name: string, payload: object = {}) => ({
  Type: 'Task',
  Resource: functionArn(name),
  Parameters: { 'execution.$': '$$.Execution.Name', ...payload },
  ResultPath: null,
})
const step = (what: string) => lambda('work', { what })

const machines: Record<string, { StartAt: string; States: Record<string, object> }> = {
  wait: {
    StartAt: 'Before',
    States: {
      Before: { ...step('before'), Next: 'Wait' },
      Wait: { Type: 'Wait', Seconds: 1, Next: 'After' },
      After: { ...step('after'), End: true },
    },
  },
  retry: {
    StartAt: 'Flaky',
    States: {
      Flaky: {
        ...lambda('flaky', { 'attempt.$': '$$.State.RetryCount' }),
        Retry: [{ ErrorEquals: ['NotYet'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }],
        End: true,
      },
    },
  },
  callback: {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: {
          FunctionName: 'ask',
          Payload: { 'execution.$': '$$.Execution.Name', 'token.$': '$$.Task.Token' },
        },
        End: true,
      },
    },
  },
  map: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: 'Item',
          States: { Item: { ...lambda('work', { 'what.$': '$' }), End: true } },
        },
        End: true,
      },
    },
  },
  distributed: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Pause',
          States: { Pause: { Type: 'Wait', Seconds: 1, Next: 'Item' }, Item: { ...step('item'), End: true } },
        },
        End: true,
      },
    },
  },
  nested: {
    StartAt: 'Nest',
    States: {
      Nest: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: {
          StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:parallel',
          'Name.$': "States.Format('of-{}', $$.Execution.Name)",
          Input: {},
        },
        End: true,
      },
    },
  },
  parallel: {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: { ...step('left'), End: true } } },
          { StartAt: 'Right', States: { Right: { Type: 'Wait', Seconds: 1, End: true } } },
        ],
        End: true,
      },
    },
  },
}

/** Set when the test is over, however it ended: its clients must not outlive it. */
let stopped = false
afterAll(() => {
  stopped = true
})

/** Longer than the test may take. A region that never comes back must not keep a client asking forever. */
const patienceMs = 60_000

/** Does it again until the region, which may be dead just now, has answered. */
async function insist<T>(
  send: () => Promise<T>,
  isAnswer: (error: { name?: string }) => boolean = () => false,
): Promise<T | undefined> {
  for (const until = Date.now() + patienceMs; ; ) {
    try {
      return await send()
    } catch (error) {
      const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
      if (isAnswer({ ...(name && { name }) })) return undefined
      if ($metadata?.httpStatusCode !== undefined || Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

type Call = { at: number; name: string; execution: string; what: string; token: string }
const calls = (): Call[] =>
  readFileSync(callsFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [at = '', name = '', execution = '', what = '', token = ''] = line.split(' ')
      return { at: Number(at), name, execution, what, token }
    })

async function historyOf(executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = []
  for (let nextToken: string | undefined; ; ) {
    const page = await insist(() => sfn.send(new GetExecutionHistoryCommand({ executionArn, nextToken })))
    events.push(...(page?.events ?? []))
    nextToken = page?.nextToken
    if (nextToken === undefined) return events
  }
}

test('killed at any moment, again and again, the region loses nothing and repeats nothing that was recorded', async () => {
  await boot()
  const machineArns = new Map<string, string>()
  for (const [name, definition] of Object.entries(machines)) {
    const create = new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) })
    machineArns.set(name, (await sfn.send(create)).stateMachineArn ?? '')
  }

  // One client starts executions all the while, one answers whoever asks.
  const accepted = new Map<string, string>()
  const starting = (async () => {
    for (let round = 0; !stopped; round++) {
      await Promise.all(
        [...machineArns].map(async ([machine, stateMachineArn]) => {
          const name = `${machine}-${round}`
          const input = '{"items":["a","b","c"]}'
          const start = () => sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }))
          // It had started, and has ended, before its answer could be sent.
          const isStarted = ({ name: error }: { name?: string }) => error === 'ExecutionAlreadyExists'
          const answer = await insist(start, isStarted)
          accepted.set(
            answer?.executionArn ?? `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
            machine,
          )
        }),
      )
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  })()
  const answered = new Set<string>()
  const answering = async () => {
    for (const { name, token } of calls()) {
      if (name !== 'ask' || answered.has(token)) continue
      answered.add(token)
      const send = () => sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '"yes"' }))
      await insist(send, ({ name: error }) => error === 'TaskTimedOut')
    }
  }

  const live = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  for (const lifeMs of [300, 700, 150]) {
    await live(lifeMs)
    await answering()
    await kill()
    if (lifeMs === 700) {
      launch() // and killed again before it is ready
      await live(250)
      await kill()
    }
    await boot()
  }
  stopped = true
  await starting

  const open = new Set(accepted.keys())
  for (const until = Date.now() + patienceMs; open.size > 0 && Date.now() < until; ) {
    await answering()
    const ask = async (executionArn: string) => {
      const described = await insist(() => sfn.send(new DescribeExecutionCommand({ executionArn })))
      if (described?.status !== 'RUNNING') open.delete(executionArn)
    }
    await Promise.all([...open].map(ask))
    await live(50)
  }

  expect(accepted.size).toBeGreaterThan(12)
  const outcomesOf = (name: string) =>
    calls().flatMap((call) => (call.name === 'outcome' && call.execution === name ? call.what : []))
  const names = [...accepted.keys()].map((executionArn) => executionArn.split(':').at(-1) ?? '')
  for (const until = Date.now() + patienceMs; Date.now() < until; await live(50))
    if (names.every((name) => outcomesOf(name).length > 0)) break
  // Whatever ended has its outcome, mostly one.
  expect(names.filter((name) => !outcomesOf(name).includes('SUCCEEDED'))).toEqual([])
  const allCalls = calls().filter(({ name }) => name !== 'outcome')
  const check = async ([executionArn, machine]: [string, string]) => {
    const name = executionArn.split(':').at(-1) ?? ''
    const described = await insist(() => sfn.send(new DescribeExecutionCommand({ executionArn })))
    const events = await historyOf(executionArn)
    const types = events.map(({ type }) => type ?? '')

    // One terminal state, a history without gap or duplicate.
    expect([name, described?.status]).toEqual([name, 'SUCCEEDED'])
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
    expect(types.filter((type) => /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type))).toEqual([
      'ExecutionSucceeded',
    ])
    expect(types.at(-1)).toBe('ExecutionSucceeded')

    // Waits and retries end at their original time: not before, and after a restart at once.
    const atOf = (type: string) => Number(events.find((event) => event.type === type)?.timestamp)
    if (machine === 'wait') expect(atOf('WaitStateExited') - atOf('WaitStateEntered')).toBeGreaterThanOrEqual(1000)
    if (machine === 'retry') {
      expect(types.filter((type) => type === 'LambdaFunctionFailed')).toHaveLength(2)
      const scheduled = events
        .filter(({ type }) => type === 'LambdaFunctionScheduled')
        .map(({ timestamp }) => Number(timestamp))
      const failed = events
        .filter(({ type }) => type === 'LambdaFunctionFailed')
        .map(({ timestamp }) => Number(timestamp))
      expect(Number(scheduled[1]) - Number(failed[0])).toBeGreaterThanOrEqual(1000)
    }

    // What was recorded as done was not done again.
    const mine = allCalls.filter(({ execution }) => execution === name)
    const lastSucceeded = (what: string) => mine.filter((call) => call.what === what).at(-1)?.at ?? Number.NaN
    const succeeded = events
      .filter(({ type }) => type === 'LambdaFunctionSucceeded')
      .map(({ timestamp }) => Number(timestamp))
    if (machine === 'wait') {
      expect(lastSucceeded('before')).toBeLessThanOrEqual(succeeded[0] ?? 0)
      expect(lastSucceeded('after')).toBeLessThanOrEqual(succeeded[1] ?? 0)
    }
    if (machine === 'callback') {
      expect(Math.max(...mine.map(({ at }) => at))).toBeLessThanOrEqual(atOf('TaskSubmitted'))
      expect(new Set(mine.map(({ token }) => token)).size).toBe(1)
    }
    if (machine === 'map') expect(types.filter((type) => type === 'MapIterationSucceeded')).toHaveLength(3)
  }
  await Promise.all([...accepted].map(check))
}, 90_000)
