import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Clock } from '../../../clock/clock.ts'
import { accessKeyIdOf, roleCredentials } from '../../../iam/credentials.ts'
import type { FunctionConfiguration } from '../../../services/lambda/function-configuration.ts'
import { LambdaHost } from '../../../services/lambda/host.ts'
import { dropLogs, type LogSink, printLogs } from '../../../services/lambda/logs.ts'
import { handClock, systemClock } from '../../support/clocks.ts'
import { Functions } from '../../support/functions.ts'

const functions = await Functions.create()
afterAll(() => functions.remove())

let host: LambdaHost
type Settings = { clock?: Clock; maxEnvironments?: number; concurrentExecutions?: number; logs?: LogSink }
const newHost = (more: Settings = {}) =>
  new LambdaHost({
    accountId: '000000000000',
    region: 'us-east-1',
    bundles: functions,
    clock: systemClock,
    awsEndpoint: 'http://127.0.0.1:4566',
    credentialsOf: roleCredentials(Buffer.alloc(32)),
    logs: dropLogs,
    ...more,
  })

beforeEach(() => {
  host = newHost()
})
afterEach(() => host.stop())

/** Invokes the only function there is. */
async function answerOf(configuration: FunctionConfiguration, event: unknown = {}) {
  host.deploy([configuration])
  const { payload, functionError } = await host.invoke(configuration.name, JSON.stringify(event))
  return { answer: JSON.parse(payload), functionError }
}

describe('a function', () => {
  test('answers with what its handler resolves to', async () => {
    const add = functions.add('add', 'export const handler = async ({ a, b }) => ({ sum: a + b })')
    expect(await answerOf(add, { a: 1, b: 2 })).toEqual({ answer: { sum: 3 }, functionError: undefined })
  })

  test('that answers nothing answers null', async () => {
    const nothing = functions.add('nothing', 'export const handler = async () => {}')
    expect(await answerOf(nothing)).toEqual({ answer: null, functionError: undefined })
  })

  test('may be synchronous', async () => {
    const sync = functions.add('sync', 'export const handler = (event) => event')
    expect(await answerOf(sync, [1])).toEqual({ answer: [1], functionError: undefined })
  })

  test('is told who it is', async () => {
    const self = functions.add(
      'self',
      'export const handler = async (_, { getRemainingTimeInMillis, ...context }) => ({ ...context, left: getRemainingTimeInMillis() > 2000 })',
    )
    expect((await answerOf(self)).answer).toEqual({
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'self',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:self',
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logGroupName: '/aws/lambda/self',
      logStreamName: 'local',
      left: true,
    })
  })

  test('has the environment that the template gives it and nothing of the shell', async () => {
    process.env.AWS_PROFILE = 'production'
    const environment = functions.add('environment', 'export const handler = async () => process.env', {
      variables: { DATA_BUCKET: 'data', AWS_REGION: 'moon-1' },
    })
    const { answer } = await answerOf(environment)
    delete process.env.AWS_PROFILE

    expect(answer).toMatchObject({
      DATA_BUCKET: 'data',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: accessKeyIdOf('environment-role'),
      AWS_SESSION_TOKEN: 'environment',
      AWS_LAMBDA_FUNCTION_NAME: 'environment',
    })
    expect(Object.keys(answer)).not.toContain('AWS_PROFILE')
    expect(Object.keys(answer)).not.toContain('PATH')
  })

  test('tells in stack traces where its source is, if NODE_OPTIONS asks for that', async () => {
    const code = [
      'const a=async()=>{throw new Error("mapped")};export{a as handler};',
      '//# sourceMappingURL=mapped.mjs.map',
    ].join('\n')
    const mapped = functions.add('mapped', code, { variables: { NODE_OPTIONS: '--enable-source-maps' } })
    const map = { version: 3, sources: ['../src/step.ts'], names: [], mappings: 'AAIE' }
    writeFileSync(join(functions.taskRoot, 'mapped.mjs.map'), JSON.stringify(map))

    const { answer } = await answerOf(mapped)
    expect(answer.trace[0]).toBe('Error: mapped')
    expect(answer.trace[1]).toMatch(/^ {4}at a \(\/.*\/src\/step\.ts:5:3\)$/)
  })

  test('keeps its module between invocations', async () => {
    host.deploy([functions.add('counter', 'let count = 0; export const handler = async () => ++count')])
    expect((await host.invoke('counter', '{}')).payload).toBe('1')
    expect((await host.invoke('arn:aws:lambda:us-east-1:000000000000:function:counter', '{}')).payload).toBe('2')
    expect((await host.invoke('counter:$LATEST', '{}')).payload).toBe('3')
  })

  test('finds the host that StartSyncExecution is sent to', async () => {
    const resolver = functions.add(
      'resolver',
      `import dns from 'node:dns/promises'; import { lookup } from 'node:dns'
      export const handler = () => new Promise((resolve) => lookup('sync-127.0.0.1', (error, address) => resolve(address)))`,
    )
    expect((await answerOf(resolver)).answer).toBe('127.0.0.1')
  })
})

const failures: [what: string, code: string, payload: object][] = [
  [
    'throws',
    `class NotReady extends Error { name = 'NotReady' }; export const handler = async () => { throw new NotReady('wait') }`,
    { errorType: 'NotReady', errorMessage: 'wait', trace: expect.arrayContaining(['NotReady: wait']) },
  ],
  [
    'throws no error',
    `export const handler = async () => { throw 'text' }`,
    { errorType: 'string', errorMessage: 'text', trace: [] },
  ],
  [
    'throws synchronously',
    `export const handler = () => { throw new TypeError('no') }`,
    { errorType: 'TypeError', errorMessage: 'no', trace: expect.anything() },
  ],
  [
    'forgets a rejection',
    `export const handler = async () => { Promise.reject(new Error('lost')); return 1 }`,
    { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost', trace: expect.anything() },
  ],
  [
    'throws where nobody catches',
    `export const handler = () => new Promise(() => { setTimeout(() => { throw new RangeError('late') }) })`,
    { errorType: 'RangeError', errorMessage: 'late', trace: expect.anything() },
  ],
  [
    'exits',
    'export const handler = async () => process.exit(3)',
    {
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/),
    },
  ],
  [
    'exits happily',
    'export const handler = async () => process.exit(0)',
    {
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/Error: Runtime exited without providing a reason$/),
    },
  ],
  [
    'needs too much memory',
    'export const handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill({})) }',
    {
      errorType: 'Runtime.OutOfMemory',
      errorMessage: expect.stringMatching(/Runtime exited with error: signal: killed$/),
    },
  ],
  [
    'answers a circle',
    'export const handler = async () => { const a = {}; a.a = a; return a }',
    {
      errorType: 'Runtime.JSONStringifyError',
      errorMessage: 'Unable to stringify response body',
      trace: expect.anything(),
    },
  ],
  [
    'answers too much',
    `export const handler = async () => 'x'.repeat(6291556)`,
    {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size (6291558 bytes) exceeded maximum allowed payload size (6291556 bytes).',
    },
  ],
  [
    'takes a callback',
    'export const handler = (event, context, callback) => callback(null, 1)',
    {
      errorType: 'Runtime.CallbackHandlerDeprecated',
      errorMessage: expect.stringMatching(
        /^ERROR: AWS Lambda has removed support for callback-based function handlers/,
      ),
      trace: expect.anything(),
    },
  ],
  [
    'is not exported',
    'export const other = 1',
    {
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'broken.handler is undefined or not exported',
      trace: expect.anything(),
    },
  ],
  [
    'is no function',
    'export const handler = 1',
    {
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'broken.handler is not a function',
      trace: expect.anything(),
    },
  ],
  [
    'imports what is not there',
    `import './nowhere.mjs'; export const handler = 1`,
    {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringMatching(/Cannot find module/),
      trace: expect.anything(),
    },
  ],
  [
    'is not JavaScript',
    'export const handler = async (',
    {
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: expect.stringMatching(/^SyntaxError/),
      trace: expect.anything(),
    },
  ],
  [
    'throws while it is imported',
    `throw new Error('no configuration')`,
    { errorType: 'Error', errorMessage: 'no configuration', trace: expect.anything() },
  ],
]

describe('a function fails only its own invocation when it', () => {
  test.each(failures)('%s', async (_, code, payload) => {
    const broken = functions.add('broken', code, { memoryMb: 32 })
    const sound = functions.add('sound', 'export const handler = async () => 1')
    host.deploy([broken, sound])

    const [failed, other] = await Promise.all([host.invoke('broken', '{}'), host.invoke('sound', '{}')])

    expect({ ...failed, payload: JSON.parse(failed.payload) }).toEqual({
      requestId: expect.any(String),
      functionError: 'Unhandled',
      payload,
    })
    expect(other).toMatchObject({ payload: '1' })
    expect((await host.invoke('sound', '{}')).payload).toBe('1')
  })

  test('takes longer than its timeout', async () => {
    const { clock, advance } = handClock()
    const busy = new Promise<void>((resolve) => {
      host = newHost({ clock, logs: () => resolve() })
    })
    const code = `export const handler = () => new Promise(() => process.stdout.write('busy', () => { for (;;); }))`
    host.deploy([functions.add('endless', code), functions.add('sound', 'export const handler = async () => 1')])

    const invocation = host.invoke('endless', '{}')
    await busy
    advance(2_999)
    expect((await host.invoke('sound', '{}')).payload).toBe('1')
    advance(1)

    const { payload, functionError } = await invocation
    expect(functionError).toBe('Unhandled')
    expect(JSON.parse(payload)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 3.00 seconds$/),
    })
  })
})

const olderHandlers: [what: string, code: string, result: object][] = [
  ['by callback', 'exports.handler = (event, context, callback) => callback(null, event)', { answer: { a: 1 } }],
  [
    'by callback, when nothing is left to do',
    `exports.handler = (event, context, callback) => { const done = []; callback(null, done); setTimeout(() => done.push('later')) }`,
    { answer: ['later'] },
  ],
  [
    'by callback at once, if it says so',
    `exports.handler = (event, context, callback) => {
       context.callbackWaitsForEmptyEventLoop = false
       const done = []; callback(null, done); setTimeout(() => done.push('too late'), 60_000)
     }`,
    { answer: [] },
  ],
  [
    'by an error in the callback',
    `exports.handler = (event, context, callback) => callback(new RangeError('no'))`,
    { answer: { errorType: 'RangeError', errorMessage: 'no', trace: expect.anything() }, functionError: 'Unhandled' },
  ],
  [
    'by a text in place of an error',
    `exports.handler = (event, context, callback) => callback('no')`,
    { answer: { errorType: 'string', errorMessage: 'no', trace: [] }, functionError: 'Unhandled' },
  ],
  ['by context.succeed', 'exports.handler = (event, context) => { context.succeed(1) }', { answer: 1 }],
  [
    'by context.done',
    'exports.handler = (event, context) => { setTimeout(() => context.done(null, 2)) }',
    { answer: 2 },
  ],
  [
    'by context.fail',
    `exports.handler = (event, context) => { context.fail(new TypeError('failed')) }`,
    {
      answer: { errorType: 'TypeError', errorMessage: 'failed', trace: expect.anything() },
      functionError: 'Unhandled',
    },
  ],
  ['by a promise', 'exports.handler = async () => 3', { answer: 3 }],
  ['nothing, since what is returned is no promise', 'exports.handler = () => 4', { answer: null }],
]

describe('a function of Node.js 22, in CommonJS, answers', () => {
  test.each(olderHandlers)('%s', async (_, code, result) => {
    const older = functions.add('older', code, { runtime: 'nodejs22.x' }, '.cjs')
    expect(await answerOf(older, { a: 1 })).toEqual({ functionError: undefined, ...result })
    // And is there for the next one.
    const again = await host.invoke('older', '{"a":1}')
    expect({ answer: JSON.parse(again.payload), functionError: again.functionError }).toEqual({
      functionError: undefined,
      ...result,
    })
  })
})

test('a function finds modules in its layers, a later layer before an earlier one', async () => {
  const layers = ['first', 'second'].map((name) => join(functions.taskRoot, name))
  for (const [index, layer] of layers.entries()) {
    mkdirSync(join(layer, 'nodejs/node_modules/shared'), { recursive: true })
    writeFileSync(join(layer, 'nodejs/node_modules/shared/index.js'), `module.exports = 'shared ${index}'`)
  }
  writeFileSync(join(layers[0] ?? '', 'nodejs/name.js'), `module.exports = 'name'`)
  const code = `import shared from 'shared'; import { createRequire } from 'node:module'
    const name = createRequire(import.meta.url)('/opt/nodejs/name')
    export const handler = async () => [shared, name]`
  const layered = functions.add('layered', code, { layers })
  expect((await answerOf(layered)).answer).toEqual(['shared 1', 'name'])
})

test('a function that the region cannot run says why', async () => {
  const python = functions.add('python', '', { runtime: 'python3.13' })
  expect(await answerOf(python)).toEqual({
    answer: {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: 'the local region runs functions of Node.js, and this one is python3.13',
      trace: [],
    },
    functionError: 'Unhandled',
  })
})

describe('Lambda refuses', () => {
  test('a function that it does not know', async () => {
    await expect(host.invoke('nobody', '{}')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody',
    })
  })

  test('a payload above 6 MB', async () => {
    host.deploy([functions.add('any', 'export const handler = async () => 1')])
    await expect(host.invoke('any', JSON.stringify('x'.repeat(6_291_455)))).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      statusCode: 413,
    })
  })

  test('more invocations at once than the account may have, whatever the functions', async () => {
    const small = newHost({ concurrentExecutions: 2 })
    small.deploy(['a', 'b', 'c'].map((name) => functions.add(name, 'export const handler = async () => 1')))
    const under = [small.invoke('a', '{}'), small.invoke('b', '{}')]
    await expect(small.invoke('c', '{}')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      reason: 'ConcurrentInvocationLimitExceeded',
    })
    await Promise.all(under)
    expect((await small.invoke('c', '{}')).payload).toBe('1')
    await small.stop()
  })

  test('more invocations at once than are reserved', async () => {
    host.deploy([functions.add('one', 'export const handler = async () => 1', { reservedConcurrency: 1 })])
    const first = host.invoke('one', '{}')
    await expect(host.invoke('one', '{}')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    })
    expect((await first).payload).toBe('1')
    expect((await host.invoke('one', '{}')).payload).toBe('1')
  })
})

describe('environments', () => {
  test('run one invocation at a time', async () => {
    host.deploy([
      functions.add(
        'turns',
        `let inside = 0; export const handler = async () => { inside++; await new Promise(setImmediate); return inside-- }`,
      ),
    ])
    const answers = await Promise.all(Array.from({ length: 20 }, () => host.invoke('turns', '{}')))
    expect(answers.map(({ payload }) => payload)).toEqual(Array(20).fill('1'))
  })

  test('are more than one only when invocations hold them for long', async () => {
    const { clock, advance } = handClock()
    const code = `export const handler = ({ hold }) => hold ? new Promise(() => process.stdout.write('held')) : 'free'`
    const held = new Promise<void>((resolve) => {
      host = newHost({ clock, logs: () => resolve() })
    })
    host.deploy([functions.add('held', code)])
    const holding = host.invoke('held', '{"hold":true}')
    await held
    const waiting = host.invoke('held', '{}')
    expect(host.environments).toBe(1)

    advance(1000)
    expect(host.environments).toBe(2)
    expect((await waiting).payload).toBe('"free"')
    advance(3000)
    expect((await holding).functionError).toBe('Unhandled')
  })

  test('make room for a function that has none', async () => {
    await host.stop()
    host = newHost({ maxEnvironments: 2 })
    host.deploy(['a', 'b', 'c'].map((name) => functions.add(name, `export const handler = async () => '${name}'`)))
    for (const name of ['a', 'b', 'c', 'a']) expect((await host.invoke(name, '{}')).payload).toBe(`"${name}"`)
    expect(host.environments).toBe(2)
  })

  test('run new code after a deployment, and what was under way ends as it began', async () => {
    const slow = functions.add(
      'slow',
      `export const handler = async () => { await new Promise((r) => setTimeout(r, 50)); return 'old' }`,
    )
    host.deploy([slow])
    await host.invoke('slow', '{}')

    const underWay = host.invoke('slow', '{}')
    functions.add('slow', `export const handler = async () => 'new'`)
    host.deploy([slow], new Set(['slow.handler']))

    expect((await underWay).payload).toBe('"old"')
    expect((await host.invoke('slow', '{}')).payload).toBe('"new"')
  })
})

test('logs stand behind the name of the function, structured ones as text', async () => {
  const lines: string[] = []
  await host.stop()
  const logged = new Promise<void>((resolve) => {
    host = newHost({
      logs: printLogs((line) => {
        lines.push(line)
        if (lines.length === 2) resolve()
      }),
    })
  })
  host.deploy([
    functions.add(
      'talker',
      `export const handler = async () => { console.log('plain'); console.log(JSON.stringify({ level: 'INFO', message: 'started', timestamp: 'now', transactionId: 'tx-1', cold_start: true })) }`,
    ),
  ])
  await host.invoke('talker', '{}')
  await logged
  expect(lines).toEqual(['talker plain', 'talker INFO started transactionId=tx-1'])
})
