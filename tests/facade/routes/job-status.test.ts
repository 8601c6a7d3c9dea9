import { expect, test } from '@jest/globals'
import { newestFirst } from '../../../src/facade/http/newest-first.ts'
import { type Job, jobStatusRoute } from '../../../src/facade/routes/job-status.ts'
import { request } from '../../support/api-gateway-event.ts'
import { context } from '../../support/lambda-context.ts'
import { stubDynamodb } from '../../support/stub-dynamodb.ts'

const job: Job = {
  Id: 'j-1',
  StartActionAt: '2026-01-01T00:00:00Z',
  LastUpdated: '2026-01-01T00:00:00Z',
  ProcessStatus: 'COMPLETED',
}
const get = async (query: string) => {
  const list = async (_: unknown, nextToken?: string) => {
    if (nextToken === 'bad')
      return newestFirst(stubDynamodb(() => ({})).client, 't', 'l', () => job)(undefined, nextToken)
    return nextToken ? { items: [] } : { items: [job], nextToken: 'more' }
  }
  const route = jobStatusRoute(list, async (id) => (id === 'j-1' ? job : undefined))
  const answer = await route(request('GET', `/jobs/status${query}`), context)
  return { statusCode: answer.statusCode, body: JSON.parse(answer.body) }
}

test('200 with a page of jobs, and the next one', async () => {
  expect(await get('')).toEqual({ statusCode: 200, body: { items: [job], nextToken: 'more' } })
  expect(await get('?nextToken=more')).toEqual({ statusCode: 200, body: { items: [] } })
})

test('200 with one job, 404 if there is none', async () => {
  expect(await get('?id=j-1')).toEqual({ statusCode: 200, body: { items: [job] } })
  expect(await get('?id=j-2')).toMatchObject({ statusCode: 404, body: { detail: 'No job j-2 (yet).' } })
})

test('400 for a next token that no page gave', async () => {
  expect(await get('?nextToken=bad')).toMatchObject({
    statusCode: 400,
    body: { detail: 'nextToken must be that of a page before, unchanged.' },
  })
})
