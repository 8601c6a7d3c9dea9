import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import { mappingOf } from '../../../../services/lambda/event-sources/mapping.ts'
import { QueuePoller } from '../../../../services/lambda/event-sources/queue-poller.ts'
import { SqsStore } from '../../../../services/sqs/fauxqs.ts'
import { resource } from '../../../../testing/template-resource.ts'
import { handClock } from '../../../support/clocks.ts'

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:jobs'
type Event = { Records: { messageId: string; body: string; attributes: JsonObject; messageAttributes: JsonObject }[] }

let queues: SqsStore
let poller: QueuePoller
let time: ReturnType<typeof handClock>
let lines: string[]

beforeEach(() => {
  queues = new SqsStore()
  time = handClock()
  lines = []
  queues.createQueue('jobs', 'http://127.0.0.1/000000000000/jobs', queueArn, { VisibilityTimeout: '30' })
})
afterEach(() => {
  poller.stop()
  queues.shutdown()
})

/** Polls with a function that answers what `answer` makes of each event; resolves with the bodies of each when there are as many. */
function polled(properties: JsonObject, batches: number, answer: (event: Event) => unknown): Promise<string[][]> {
  const seen: string[][] = []
  return new Promise((resolve) => {
    poller = new QueuePoller({
      mapping: mappingOf(
        resource('AWS::Lambda::EventSourceMapping', 'm', {
          FunctionName: 'f',
          EventSourceArn: queueArn,
          ...properties,
        }),
      ),
      queues,
      clock: time.clock,
      region: 'us-east-1',
      log: (line) => lines.push(line),
      async invoke(_name, payload) {
        const event: Event = JSON.parse(payload)
        seen.push(event.Records.map(({ body }) => body))
        if (seen.length === batches) setImmediate(() => resolve(seen))
        try {
          return { requestId: 'r', payload: JSON.stringify((await answer(event)) ?? null) }
        } catch (error) {
          return { requestId: 'r', functionError: 'Unhandled', payload: `{"errorMessage":"${error}"}` }
        }
      },
    })
    poller.start()
  })
}

const send = (...bodies: string[]) => {
  for (const body of bodies)
    queueOf().enqueue(SqsStore.createMessage(body, { kind: { DataType: 'String', StringValue: 'x' } }))
}
const queueOf = () => queues.getQueueByArn(queueArn) as NonNullable<ReturnType<SqsStore['getQueueByArn']>>
/** What nobody has deleted yet, by body. */
const left = () => [...queueOf().inflightMessages.values()].map(({ message }) => message.body)

test('messages come in batches, as AWS writes them, and what is done is deleted', async () => {
  send('a', 'b', 'c')
  const events: Event[] = []
  expect(await polled({ BatchSize: 2 }, 2, (event) => events.push(event))).toEqual([['a', 'b'], ['c']])
  await new Promise(setImmediate)

  expect(left()).toEqual([])
  expect(events[0]?.Records[0]).toEqual({
    messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    receiptHandle: expect.any(String),
    body: 'a',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      SenderId: '000000000000',
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
    },
    messageAttributes: { kind: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' } },
    md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
    md5OfMessageAttributes: '57dd03eb020678b56fd5c31e88f4cff1',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: 'us-east-1',
  })
})

test('a message that comes later is taken at once', async () => {
  const batches = polled({}, 1, () => {})
  await new Promise(setImmediate)
  send('late')
  expect(await batches).toEqual([['late']])
})

test('a batch waits for its window, unless it is full', async () => {
  send('a')
  const batches = polled({ BatchSize: 2, MaximumBatchingWindowInSeconds: 60 }, 2, () => {})
  await new Promise(setImmediate)
  send('b')
  await new Promise(setImmediate)
  send('c')
  await new Promise(setImmediate)
  time.advance(60_000)
  expect(await batches).toEqual([['a', 'b'], ['c']])
})

test('a batch that fails stays in the queue as a whole', async () => {
  send('a', 'b')
  await polled({}, 1, () => Promise.reject(new Error('no')))
  await new Promise(setImmediate)
  expect(left()).toEqual(['a', 'b'])
  expect(lines).toEqual([expect.stringMatching(/^messages of jobs failed and will be seen again: .*no/)])
})

const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures'] }

test('of a batch that partly fails only what failed stays, if the mapping says so', async () => {
  send('a', 'b')
  const failB = ({ Records }: Event) => ({ batchItemFailures: [{ itemIdentifier: Records[1]?.messageId }] })
  await polled(reporting, 1, failB)
  await new Promise(setImmediate)
  expect(left()).toEqual(['b'])
})

test.each([
  ['names a message that is not in it', { batchItemFailures: [{ itemIdentifier: 'other' }] }, ['a']],
  ['is no list', { batchItemFailures: 'a' }, ['a']],
  ['is empty', { batchItemFailures: [] }, []],
  ['is nothing', null, []],
])('a report of failures that %s', async (_, answer, stays) => {
  send('a')
  await polled(reporting, 1, () => answer)
  await new Promise(setImmediate)
  expect(left()).toEqual(stays)
})

test('what no filter wants is deleted without the function', async () => {
  send('{"kind":"a"}', '{"kind":"b"}', 'text')
  const Filters = [{ Pattern: '{"body":{"kind":["b"]}}' }]
  expect(await polled({ FilterCriteria: { Filters } }, 1, () => {})).toEqual([['{"kind":"b"}']])
  await new Promise(setImmediate)
  expect(left()).toEqual([])
})

test('so many batches run at once as the mapping says', async () => {
  send('a', 'b', 'c')
  let running = 0
  let most = 0
  const release: (() => void)[] = []
  const batches = polled({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }, 3, async () => {
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => release.push(resolve))
    running--
  })
  await new Promise(setImmediate)
  expect(running).toBe(2)
  for (const go of release) go()
  await batches
  expect(most).toBe(2)
})
