import { expect, test } from '@jest/globals'
import { type Client, type Execution, Problem } from '@sfs3/client'
import express from 'express'
import { problems } from '../../sample-service/problem.ts'
import { p1 } from '../../sample-service/routes/p1.ts'
import { listening } from '../support/listening.ts'

type Facade = Pick<Client, 'startProcess' | 'processState' | 'processData'>

const data = { processInput: { orderNumber: 42 }, 'step-a-output': {} }
const startDate = '2026-01-01T00:00:00.000Z'
const running: Execution = { status: 'RUNNING', startDate }
const succeeded: Execution = { status: 'SUCCEEDED', startDate, stopDate: startDate, output: {} }

/** A facade whose process goes through `states`: the first as it is started, the last of them for ever. */
const facade = (states: Execution[], change: Partial<Facade> = {}) => {
  const started: unknown[] = []
  let looks = 0
  const next = () => states[Math.min(looks++, states.length - 1)] as Execution
  const client: Facade = {
    async startProcess(input) {
      started.push(input)
      return { transactionId: 'tx-1', executionId: 'arn:tx-1', ...next() }
    },
    processState: async (_, { signal } = {}) => {
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
      return { execution: next(), retryAfterMs: 0 }
    },
    processData: async () => data,
    ...change,
  }
  return { started, client }
}

const post = (client: Facade, body: string, timeoutMs = 10_000) =>
  listening(express().use(p1(client, timeoutMs)).use(problems), async (url) => {
    const response = await fetch(`${url}/p1`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: await response.json(),
    }
  })

test.each([
  ['while the start was held', [succeeded]],
  ['later', [running, running, running, succeeded]],
])('200 with the data of a process that succeeded %s', async (_, states) => {
  const { client, started } = facade(states)

  const { status, body } = await post(client, '{"orderNumber":42}')

  expect(status).toBe(200)
  expect(body).toEqual({ status: 'SUCCEEDED', transactionId: 'tx-1', data })
  expect(started).toEqual([{ orderNumber: 42 }])
})

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)('422 with error and cause when it has %s', async (ended) => {
  const { client } = facade([{ status: ended, startDate, stopDate: startDate, error: 'E', cause: 'C' }])

  const { status, body } = await post(client, '')

  expect(status).toBe(422)
  expect(body).toEqual({ status: ended, transactionId: 'tx-1', executionId: 'arn:tx-1', error: 'E', cause: 'C' })
})

test('504 naming the execution when it takes too long', async () => {
  const { client } = facade([running])

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

test('what is not JSON is refused without asking the facade', async () => {
  const { client, started } = facade([succeeded])

  expect(await post(client, '{')).toMatchObject({ status: 400, body: { title: 'Bad Request' } })
  expect(started).toEqual([])
})

test('nothing is the input {}', async () => {
  const { client, started } = facade([succeeded])
  await post(client, '')

  expect(started).toEqual([{}])
})

test('what the facade refuses is passed on', async () => {
  const problem = { type: 'urn:sfs3:problem:bad-request', status: 400, title: 'Bad Request', detail: 'too deep' }
  const { client } = facade([], {
    startProcess: async () => {
      throw new Problem(400, problem)
    },
  })

  expect(await post(client, '{}')).toMatchObject({ status: 400, body: problem })
})

test.each([
  [401, 'The facade refuses the token: check AUTH and TOKEN.'],
  [403, 'The facade refuses the API key: check APIKEY and AUTH.'],
])('credentials that are refused with %d are ours to mend, not the caller’s', async (status, detail) => {
  const { client } = facade([], {
    startProcess: async () => {
      throw new Problem(status, { message: 'Forbidden' })
    },
  })

  expect(await post(client, '{}')).toMatchObject({ status: 502, body: { detail } })
})

test.each([
  ['['.repeat(502) + ']'.repeat(502), 'The body is nested deeper than 500 levels: flatten it.'],
  ['['.repeat(100_000) + ']'.repeat(100_000), 'The body is nested deeper than 500 levels: flatten it.'],
  ['{"a":[1e400]}', 'The body holds a number above 1.8e308: send it as a string.'],
])('400 for what the facade would refuse or get changed', async (sent, detail) => {
  const { client, started } = facade([succeeded])

  expect(await post(client, sent)).toMatchObject({ status: 400, body: { title: 'Bad Request', detail } })
  expect(started).toEqual([])
})
