import { expect, test } from '@jest/globals'
import express from 'express'
import { type Facade, Refused, type State } from '../../sample-service/facade.ts'
import { problems } from '../../sample-service/problem.ts'
import { p1 } from '../../sample-service/routes/p1.ts'
import { listening } from '../support/listening.ts'

const data = { processInput: { orderNumber: 42 }, 'step-a-output': {} }

/** A facade whose process goes through `states`, the last of them for ever. */
const facade = (states: State[], change: Partial<Facade> = {}) => {
  const started: string[] = []
  const client: Facade = {
    async start(input) {
      started.push(input)
      return { transactionId: 'tx-1', executionId: 'arn:tx-1' }
    },
    state: async () => (states.length > 1 ? states.shift() : states[0]) as State,
    data: async () => data,
    ...change,
  }
  return { started, client }
}

const post = (client: Facade, body: string, timeoutMs = 10_000) => {
  const waits: number[] = []
  const wait = async (ms: number, signal: AbortSignal) => {
    waits.push(ms)
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
  }
  return listening(
    express()
      .use(p1(client, timeoutMs, wait))
      .use(problems),
    async (url) => {
      const response = await fetch(`${url}/p1`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      })
      const type = response.headers.get('content-type')
      return { status: response.status, type, body: await response.json(), waits }
    },
  )
}

test('200 with the data once the process has succeeded', async () => {
  const { client, started } = facade([{ status: 'RUNNING' }, { status: 'RUNNING' }, { status: 'SUCCEEDED' }])

  const { status, body, waits } = await post(client, '{"orderNumber":42}')

  expect(status).toBe(200)
  expect(body).toEqual({ status: 'SUCCEEDED', transactionId: 'tx-1', data })
  expect(started).toEqual(['{"orderNumber":42}'])
  expect(waits).toEqual([100, 150])
})

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)('422 with error and cause when it has %s', async (ended) => {
  const { client } = facade([{ status: ended, error: 'E', cause: 'C' }])

  const { status, body } = await post(client, '')

  expect(status).toBe(422)
  expect(body).toEqual({ status: ended, transactionId: 'tx-1', executionId: 'arn:tx-1', error: 'E', cause: 'C' })
})

test('504 naming the execution when it takes too long', async () => {
  const { client } = facade([{ status: 'RUNNING' }])

  const { status, type, body } = await post(client, '', 20)

  expect(status).toBe(504)
  expect(type).toBe('application/problem+json; charset=utf-8')
  expect(body).toEqual({
    status: 504,
    title: 'Gateway Timeout',
    detail: 'The process has not ended within 0.02 s and goes on: look at its state later.',
    executionId: 'arn:tx-1',
  })
})

test('what the facade refuses is passed on', async () => {
  const problem = '{"status":400,"title":"Bad Request","detail":"The body is not JSON"}'
  const { client } = facade([], {
    start: async () => {
      throw new Refused(400, problem)
    },
  })

  expect(await post(client, '{')).toMatchObject({ status: 400, body: JSON.parse(problem) })
})

test('a refused API key is ours to mend, not the caller’s', async () => {
  const { client } = facade([], {
    start: async () => {
      throw new Refused(403, '{"message":"Forbidden"}')
    },
  })

  expect(await post(client, '{}')).toMatchObject({
    status: 502,
    body: { detail: 'The facade refuses the API key: check APIKEY.' },
  })
})
