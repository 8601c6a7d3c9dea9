import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { SFNClient } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import {
  type HistoryEvent,
  type Json,
  type JsonObject,
  parseMachine,
  type RunTask,
  runMachine,
  validateDefinition,
} from '@sfs3/asl'
import { build } from 'esbuild'
import { parse, type ScalarTag } from 'yaml'
import { context } from '../support/lambda-context.ts'

// What the pages say is run word for word: the blocks are taken out of them.

const pages = globSync('docs/patterns/*.md').sort()

/** The blocks of a page that are files, by their path. */
function filesOf(page: string): Map<string, string> {
  const text = readFileSync(join('docs/patterns', `${page}.md`), 'utf8')
  const blocks = [...text.matchAll(/^```(?:yaml|ts)\n(?:#|\/\/) (\S+\.(?:yaml|ts))\n([\s\S]*?)^```$/gm)]
  return new Map(blocks.map(([, file = '', code = '']) => [file, code]))
}

const tag = (name: string, resolveText: (text: string) => string): ScalarTag => ({ tag: name, resolve: resolveText })
const customTags = [
  tag('!GetAtt', (text) => `arn:aws:lambda:us-east-1:000000000000:function:${text.replace(/\.Arn$/, '')}`),
  tag('!Ref', (text) =>
    text.endsWith('Machine') ? `arn:aws:states:us-east-1:000000000000:stateMachine:${text}` : text,
  ),
]

/** A YAML block as CloudFormation or Step Functions gets it; names of resources stand for themselves. */
function yamlOf(page: string, file: string): JsonObject {
  return parse(filesOf(page).get(file) ?? '', { customTags, merge: true })
}

const modules = new Map<string, Promise<Record<string, unknown>>>()

/** Everything that the TypeScript of a page exports, by file: one bundle, so that what its files share is there once. */
function codeOf(page: string): Promise<Record<string, unknown>> {
  const known = modules.get(page) ?? bundled(page)
  modules.set(page, known)
  return known
}

async function bundled(page: string): Promise<Record<string, unknown>> {
  const files = new Map(
    [...filesOf(page)].flatMap(([file, code]) => (file.endsWith('.ts') ? [[resolve(file), code]] : [])),
  )
  const exports = [...files.keys()].map((file, index) => `export * as m${index} from ${JSON.stringify(file)}`)
  const { outputFiles } = await build({
    stdin: { contents: exports.join('\n'), resolveDir: process.cwd() },
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', conditions: ['sfs3-source'], logLevel: 'silent' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///')" },
    plugins: [
      {
        name: 'page',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^[./].*\.ts$/ }, ({ path, importer, resolveDir }) => {
            const from = files.has(importer) ? dirname(importer) : resolveDir
            return { path: resolve(from, path) }
          })
          onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const contents = files.get(path)
            return contents === undefined ? undefined : { contents, loader: 'ts', resolveDir: process.cwd() }
          })
        },
      },
    ],
  })
  const code = outputFiles[0]?.text ?? ''
  const found: Record<string, unknown> = await import(
    `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  )
  return Object.fromEntries([...files.keys()].map((file, index) => [basename(file, '.ts'), found[`m${index}`]]))
}

type Handler = (event: unknown, context: unknown) => Promise<Json>
type Outside = (request: RunTask & { action: string; asked: JsonObject }) => Json | Promise<Json>

/** Runs a machine of a page. Its functions are those of the page; `outside` stands for whatever else it calls. */
async function run(page: string, machine: string, input: Json, outside: Outside = never, startedAt = 0) {
  const code = await codeOf(page)
  const invoke = (name: string, event: unknown) => {
    const file = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    return (code[file] as { handler: Handler }).handler(event, context)
  }
  return runMachine(parseMachine(yamlOf(page, `resources/${machine}/${machine}.asl.yaml`)), input, {
    startedAt,
    async task(request) {
      const { resource } = request
      const asked = request.input as JsonObject
      if (resource.type === 'lambda') return invoke(resource.functionArn.split(':').at(-1) ?? '', asked)
      const action = resource.type === 'service' ? `${resource.service}:${resource.action}` : ''
      if (action === 'lambda:invoke')
        void (await invoke(String(asked.FunctionName).split(':').at(-1) ?? '', asked.Payload))
      return outside({ ...request, action, asked })
    },
  })
}

const never: Outside = ({ action }) => {
  throw new Error(`${action} is not expected`)
}

/** What fails a task by this name. */
function failure(name: string, message = name): Error {
  return Object.assign(new Error(message), { name })
}

/** A client of Step Functions that has one token, and what came of the task that waits with it. */
function taskToken(token: string) {
  const { promise, resolve: succeed, reject } = Promise.withResolvers<Json>()
  let used = false
  const send = async ({ input }: { input: { taskToken: string; output?: string; error?: string; cause?: string } }) => {
    if (used || input.taskToken !== token) throw failure('TaskDoesNotExist')
    used = true
    if (input.output === undefined) reject(failure(input.error ?? '', input.cause))
    else succeed(JSON.parse(input.output))
  }
  return { answered: promise, sfn: { send } as unknown as Pick<SFNClient, 'send'> }
}

test('every pattern is in the index, and every machine of a page is valid', async () => {
  const index = readFileSync('docs/patterns.md', 'utf8')
  for (const page of pages.map((file) => basename(file, '.md'))) {
    expect(index).toContain(`](patterns/${page}.md)`)
    for (const file of filesOf(page).keys())
      if (file.endsWith('.asl.yaml'))
        expect([file, validateDefinition(JSON.stringify(yamlOf(page, file)), 'STANDARD')]).toEqual([file, []])
  }
})

test('approval: a yes goes on, anything else does not, and a second answer is too late', async () => {
  const { answer } = (await codeOf('approval')).answer as {
    answer: (sfn: unknown, token: string, approved: boolean) => Promise<boolean>
  }
  const asked = (approved: boolean) => {
    const messages: Json[] = []
    const ended = run('approval', 'discount', { customer: 'Ada', percent: 10 }, async ({ asked: { MessageBody } }) => {
      messages.push(MessageBody ?? null)
      const { TaskToken } = MessageBody as { TaskToken: string }
      const { sfn, answered } = taskToken(TaskToken)
      expect(await answer(sfn, TaskToken, approved)).toBe(true)
      expect(await answer(sfn, TaskToken, !approved)).toBe(false)
      return answered
    })
    return { messages, ended }
  }

  const approved = asked(true)
  expect((await approved.ended).result.status).toBe('SUCCEEDED')
  expect(approved.messages).toEqual([{ Customer: 'Ada', Percent: 10, TaskToken: expect.any(String) }])
  expect((await asked(false).ended).result).toMatchObject({ status: 'FAILED', error: 'DiscountRejected' })
  const late = await run('approval', 'discount', { customer: 'Ada', percent: 10 }, () => {
    throw failure('States.Timeout')
  })
  expect(late.result).toMatchObject({ status: 'FAILED', error: 'DiscountUnanswered' })
})

test('schedule: a run works from the time that it was due', async () => {
  const { Resources } = yamlOf('schedule', 'resources/report/schedule.yaml') as Record<string, JsonObject>
  expect(Resources?.ReportSchedule).toMatchObject({ Properties: { ScheduleExpression: 'cron(0 2 * * ? *)' } })

  const monday = await run('schedule', 'report', { id: '1', time: '2026-03-03T02:00:00Z' })
  expect(monday.result).toMatchObject({ status: 'SUCCEEDED', output: { report: 'reports/2026-03-02.csv' } })
  const sunday = await run('schedule', 'report', { id: '2', time: '2026-03-02T02:00:00Z' })
  expect(sunday.result).toMatchObject({ status: 'SUCCEEDED', output: { day: '2026-03-01', weekend: true } })
})

test('upload: a file is imported as it was looked at, unless it is gone or too large', async () => {
  const file = { bucket: 'inbox', key: 'a.csv' }
  const ofSize = (ContentLength: number) =>
    run('upload', 'import', file, ({ action, asked }) => {
      expect([action, asked]).toEqual(['aws-sdk:s3:headObject', { Bucket: 'inbox', Key: 'a.csv' }])
      return { ContentLength, ETag: '"1"' }
    })

  expect((await ofSize(5)).result).toMatchObject({ output: { imported: 's3://inbox/a.csv', etag: '"1"' } })
  expect((await ofSize(20_000_000)).result).toMatchObject({ status: 'FAILED', error: 'FileTooLarge' })
  const gone = await run('upload', 'import', file, () => {
    throw failure('S3.NoSuchKeyException')
  })
  expect(gone.result.status).toBe('SUCCEEDED')
})

test('callback: the carrier gets the token, and what it calls back ends the wait', async () => {
  const { carrierAnswered } = (await codeOf('callback'))['carrier-answered'] as {
    carrierAnswered: (sfn: unknown, body: unknown) => Promise<number>
  }
  const requests: Json[] = []
  const realFetch = globalThis.fetch
  globalThis.fetch = async (_, init) => {
    requests.push(JSON.parse(String(init?.body)))
    return new Response()
  }
  const answeredWith = (answer: JsonObject) =>
    run('callback', 'parcel', { parcelId: 'p1' }, async ({ taskToken: token = '' }) => {
      expect(requests.pop()).toEqual({ parcelId: 'p1', reference: token })
      const { sfn, answered } = taskToken(token)
      answered.catch(() => {}) // the machine hears of it below
      expect(await carrierAnswered(sfn, { ...answer, reference: token })).toBe(204)
      expect(await carrierAnswered(sfn, { ...answer, reference: token })).toBe(410)
      expect(await carrierAnswered(sfn, { parcelId: 'p1' })).toBe(400)
      return answered
    })
  try {
    const sent = await answeredWith({ trackingNumber: '42' })
    expect(sent.result).toMatchObject({ output: { parcelId: 'p1', carrier: { trackingNumber: '42' } } })
    const refused = await answeredWith({ refusal: 'too heavy' })
    expect(refused.result).toMatchObject({ status: 'FAILED', error: 'CarrierRefused', cause: 'too heavy' })
  } finally {
    globalThis.fetch = realFetch
  }
})

test('fan-out: one that fails keeps nobody waiting, and a share of failures is tolerated', async () => {
  const customers = [{ name: 'Ada', email: 'ada@example.com' }, { name: 'Bob' }]
  const { result } = await run('fan-out', 'invoices', { month: 'May', customers })
  expect(result).toMatchObject({
    status: 'SUCCEEDED',
    output: {
      invoices: [
        { customer: 'Ada', sent: true, subject: 'Your invoice of May' },
        { customer: 'Bob', sent: false, why: 'Bob has no address' },
      ],
    },
  })

  const images = (...keys: string[]) => run('fan-out', 'thumbnails', { keys })
  const tolerated = ['1.png', '2.png', '3.png', '4.png', '5.png', '6.png', '7.png', 'notes.txt']
  expect((await images(...tolerated)).result.status).toBe('SUCCEEDED')
  expect((await images('1.png', 'a.txt', 'b.txt')).result).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
  })
})

test('saga: what was done is undone, last first, and undoing what never was succeeds', async () => {
  const { bookings, 'cancel-hotel': cancelHotel } = (await codeOf('saga')) as {
    bookings: { booked: Set<string> }
    'cancel-hotel': { handler: Handler }
  }
  const trip = (card: string) => run('saga', 'trip', { tripId: 't1', card })

  expect((await trip('full')).result.status).toBe('SUCCEEDED')
  expect([...bookings.booked]).toEqual(['flight of t1', 'hotel of t1', 'payment of t1'])

  const { result, history } = await trip('empty')
  expect(result).toMatchObject({
    status: 'FAILED',
    error: 'CardDeclined',
    cause: expect.stringMatching(/^Nothing is booked for trip t1\./),
  })
  expect([...bookings.booked]).toEqual([])
  expect(entered(history)).toEqual([
    ...['book-flight', 'book-hotel', 'charge-card'],
    ...['refund-card', 'cancel-hotel', 'cancel-flight', 'undone'],
  ])
  expect(await cancelHotel.handler({ tripId: 'never booked' }, context)).toEqual({})
})

test('long wait: it reminds, and ends when it has ended, not when it was once to end', async () => {
  const { trials } = (await codeOf('long-wait')).trials as {
    trials: Map<string, { endsAt: string; bought: boolean; reminders: number }>
  }
  const startedAt = Date.parse('2026-01-01T00:00:00Z')
  const input = { trialId: 't1', remindAt: '2026-01-25T00:00:00Z', endsAt: '2026-02-01T00:00:00Z' }

  trials.set('t1', { endsAt: '2026-03-01T00:00:00Z', bought: false, reminders: 0 }) // prolonged meanwhile
  const prolonged = await run('long-wait', 'trial', input, never, startedAt)
  expect(prolonged.result).toMatchObject({ output: { trialId: 't1', ended: '2026-03-01T00:00:00Z' } })
  expect(trials.get('t1')?.reminders).toBe(1)
  expect(new Date(prolonged.history.at(-1)?.timestamp ?? 0).toISOString()).toBe('2026-03-01T00:00:00.000Z')

  trials.set('t1', { endsAt: '2026-02-01T00:00:00Z', bought: true, reminders: 0 })
  const { history } = await run('long-wait', 'trial', input, never, startedAt)
  expect(entered(history).at(-1)).toBe('bought')
})

test('nested: the result of the child is a part of the result, and its failure has a name', async () => {
  const started: Json[] = []
  const order = (orderId: string) =>
    run('nested', 'order', { orderId }, async ({ asked }) => {
      started.push(asked.Name ?? null)
      const { result } = await run('nested', 'shipment', asked.Input ?? {})
      if (result.status !== 'SUCCEEDED') throw failure('States.TaskFailed')
      return { Output: result.output }
    })

  expect((await order('o1')).result).toMatchObject({ output: { orderId: 'o1', shipment: { label: 'label of o1' } } })
  expect((await order('lost')).result).toMatchObject({ status: 'FAILED', error: 'OrderNotShipped' })
  expect(started).toEqual(['o1-shipment', 'lost-shipment'])
})

/** The states that an execution went through. */
const entered = (history: readonly HistoryEvent[]): unknown[] =>
  history.filter(({ type }) => type.endsWith('StateEntered')).map(({ details }) => details?.name)
