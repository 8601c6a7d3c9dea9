import { beforeAll, expect, test } from '@jest/globals'
import type { APIGatewayProxyResult } from 'aws-lambda'
import type { Handler } from '../../src/facade/http/respond.ts'
import type { Json } from '../../src/process/json.ts'
import type { PartUrl } from '../../src/process/part-url.ts'
import { request } from '../support/api-gateway-event.ts'
import { inMemoryProcessData } from '../support/in-memory-process-data.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'
import { inMemoryStartSources } from '../support/in-memory-start-sources.ts'
import { context } from '../support/lambda-context.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-process'
const owner = { owner: 'https://issuer.example ada' }
const objects = new Map<string, Json>([['processes/tx-1/owner.json', owner]])
const records = inMemoryRecords(objects)
const events: string[] = []
const link: PartUrl = async () => {
  events.push('link')
  return 'https://bucket/part'
}

/** The routes as a deployment with tokens has them. */
let routes: { data: Handler; start: Handler }
beforeAll(async () => {
  process.env.AUTH = 'jwt'
  const { processDataRoute } = await import('../../src/facade/routes/process-data.ts')
  const { startRoute } = await import('../../src/facade/http/start-route.ts')
  const { recordedOwner } = await import('../../src/process/owners.ts')
  const data = inMemoryProcessData({ 'tx-1': { processInput: {}, large: 'x'.repeat(7_000_000) } })
  const { requests, ...sources } = inMemoryStartSources(objects)
  const put = (key: string, value: object) => {
    events.push(key.replace(/\/[^/]+\//, '/ID/'))
    return requests.put(key, value)
  }
  routes = {
    data: processDataRoute(data, recordedOwner(records), link),
    start: startRoute(
      {
        stateMachineArn: machine,
        input: ({ body }) => body,
        start: async (transactionId, _, __, owner) => {
          events.push(`start for ${owner}`)
          await sources.onStarted({ executionArn: `${machine}:${transactionId}`, startDate: '2026-01-01T00:00:00Z' })
        },
        answer: (transactionId) => ({ transactionId }),
      },
      { ...sources, requests: { ...requests, put } },
    ),
  }
})

async function as(subject: string, route: Handler, method: string, path: string, init = {}) {
  events.length = 0
  const event = request(method, path, init)
  const authorizer = { issuer: 'https://issuer.example', subject, expiresAt: '4102444800' }
  Object.assign(event.requestContext, { authorizer })
  const answer: APIGatewayProxyResult = await route(event, context)
  return { status: answer.statusCode, events: [...events], body: JSON.parse(answer.body) }
}

test('a link to a large part is made for its owner alone', async () => {
  const path = '/process-data?transactionId=tx-1&part=large'
  expect(await as('ada', routes.data, 'GET', path)).toMatchObject({ status: 303, events: ['link'] })
  expect(await as('bob', routes.data, 'GET', path)).toMatchObject({ status: 404, events: [] })
})

test('whose a transaction is, is recorded before it starts; when it is sent again, nothing is', async () => {
  const post = () =>
    as('bob', routes.start, 'POST', '/start-process', { body: '{}', headers: { 'Idempotency-Key': 'k' } })

  const first = await post()
  const again = await post()

  const claim = 'processes/ID/request.json'
  expect(first).toMatchObject({
    status: 202,
    events: [claim, 'processes/ID/owner.json', 'start for https://issuer.example bob'],
  })
  expect(objects.get(`processes/${first.body.transactionId}/owner.json`)).toEqual({
    owner: 'https://issuer.example bob',
  })
  expect(again).toMatchObject({ status: 202, body: first.body })
})
