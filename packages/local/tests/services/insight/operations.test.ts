import { expect, test } from '@jest/globals'
import type { Insight } from '../../../services/insight/insight.ts'
import { operations } from '../../../services/insight/operations.ts'
import { watched } from '../../../services/insight/watched.ts'
import { SqsStore } from '../../../services/sqs/fauxqs.ts'

const ask = (operation: string, input: object, insight: Partial<Insight>) =>
  operations[operation]?.(input as never, insight as Insight)

test('an object says which step wrote it and which read it, and what is in it', () => {
  const { invocations } = watched(() => 5)
  const texts: Record<string, string> = { 'p/1/input.json': '{"n":1}', 'p/1/outputs/a.json': '{"m":2}' }
  const objects = {
    objects: {
      get: (_bucket: string, key: string) =>
        texts[key] && { content: { size: texts[key].length, bytes: Buffer.from(texts[key]) } },
    },
  }
  const invoked = (requestId: string, state: string | undefined, requests: [string, string, number][]) => {
    const source = state === undefined ? undefined : { executionArn: 'e', state, attempt: 0 }
    invocations.accepted({ requestId: requestId.padEnd(36, '0'), functionName: `f-${state}`, source })
    const [invocation] = invocations.all()
    for (const [action, key, status] of requests)
      invocation?.requests.push({ at: 5, action, resource: `arn:aws:s3:::data/${key}`, outcome: 'allowed', status })
  }
  invoked('1', undefined, [['s3:PutObject', 'p/1/input.json', 200]])
  invoked('2', 'step-a', [
    ['s3:GetObject', 'p/1/input.json', 200],
    ['s3:GetObject', 'p/1/input.json', 200],
    ['s3:PutObject', 'p/1/outputs/a.json', 200],
  ])
  invoked('3', 'step-b', [
    ['s3:GetObject', 'p/1/outputs/a.json', 200],
    ['s3:PutObject', 'p/1/outputs/a.json', 412],
  ])

  expect(ask('DescribeData', { executionArn: 'e' }, { invocations, objects } as never)).toEqual({
    objects: [
      {
        ...{ bucket: 'data', key: 'p/1/input.json', size: 7, text: '{"n":1}' },
        writtenBy: { functionName: 'f-undefined', at: 5 },
        readBy: [{ state: 'step-a', functionName: 'f-step-a', at: 5 }],
      },
      {
        ...{ bucket: 'data', key: 'p/1/outputs/a.json', size: 7, text: '{"m":2}' },
        writtenBy: { state: 'step-a', functionName: 'f-step-a', at: 5 },
        readBy: [{ state: 'step-b', functionName: 'f-step-b', at: 5 }],
      },
    ],
  })
})

test('who looks into a queue receives nothing from it', () => {
  const queues = new SqsStore()
  const queue = queues.createQueue('q', 'http://127.0.0.1/0/q', 'arn:aws:sqs:us-east-1:0:q')
  const Store = queues.constructor as unknown as { createMessage(body: string): Parameters<typeof queue.enqueue>[0] }
  queue.enqueue(Store.createMessage('hello'))

  const seen = ask('PeekQueue', { queueName: 'q' }, { queues })

  expect(seen).toMatchObject({ messages: [{ body: 'hello', is: 'visible', receiveCount: 0 }] })
  expect(ask('ListQueues', {}, { queues })).toMatchObject({ queues: [{ name: 'q', visible: 1, inFlight: 0 }] })
  expect(queue.dequeue(1)).toHaveLength(1)
  expect(ask('PeekQueue', { queueName: 'q' }, { queues })).toMatchObject({ messages: [{ is: 'in flight' }] })
  expect(() => ask('PeekQueue', { queueName: 'none' }, { queues })).toThrow('there is no queue none')
})

test('a function has its counts, and how long it took', () => {
  let now = 0
  const { invocations } = watched(() => now)
  for (const [index, ms] of [10, 30, 20].entries()) {
    const requestId = `${index}`.padEnd(36, '0')
    invocations.accepted({ requestId, functionName: 'f' })
    invocations.began(requestId)
    now += ms
    const failed = index === 2 && ({ functionError: 'Unhandled' } as const)
    invocations.ended(requestId, { requestId, payload: 'null', ...failed })
  }
  const facts = { name: 'f', handler: 'h', roleName: 'r', memoryMb: 128, timeoutMs: 3000 }

  expect(ask('ListFunctions', {}, { invocations, functions: () => [facts as never] })).toEqual({
    functions: [
      {
        ...facts,
        ...{ invocations: 3, running: 0, errors: 1, medianMs: 20, longestMs: 30, lastAt: 40 },
        newest: [true, false, false],
      },
    ],
  })
})
