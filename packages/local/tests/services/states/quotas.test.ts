import { expect, test } from '@jest/globals'
import type { AwsRequest, AwsResponse } from '../../../endpoint/service.ts'
import { throttled } from '../../../services/states/quotas.ts'

const answer: AwsResponse = { status: 200, headers: {}, body: '{}' }

const call = (action: string): AwsRequest => ({
  method: 'POST',
  url: '/',
  headers: { 'x-amz-target': `AWSStepFunctions.${action}` },
  body: Buffer.from('{}'),
  caller: { type: 'developer' },
})

test('300 DescribeExecution pass at once, the next is throttled, and 15 more pass a second later', async () => {
  let now = 0
  const states = throttled(
    async () => answer,
    () => now,
  )
  const passed = async (count: number) => {
    const answers = await Promise.all(Array.from({ length: count }, () => states(call('DescribeExecution'))))
    return answers.filter(({ status }) => status === 200).length
  }

  expect(await passed(400)).toBe(300)
  now = 1000
  expect(await passed(400)).toBe(15)
  now = 3_600_000
  expect(await passed(400)).toBe(300)
})

test('each action has its own bucket', async () => {
  const states = throttled(
    async () => answer,
    () => 0,
  )
  for (let n = 0; n < 1300; n++) expect((await states(call('StartExecution'))).status).toBe(200)

  expect((await states(call('StartExecution'))).status).toBe(400)
  expect((await states(call('DescribeExecution'))).status).toBe(200)
})

test('a throttled request is answered as AWS answers it', async () => {
  const states = throttled(
    async () => answer,
    () => 0,
  )
  for (let n = 0; n < 50; n++) await states(call('TestState'))

  expect(await states(call('TestState'))).toEqual({
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: '{"__type":"com.amazon.coral.availability#ThrottlingException","message":"Rate exceeded"}',
  })
})

test('an action without a published quota is never throttled', async () => {
  const states = throttled(
    async () => answer,
    () => 0,
  )
  for (const action of ['StartSyncExecution', 'constructor', '__proto__'])
    for (let n = 0; n < 10; n++) expect((await states(call(action))).status).toBe(200)
})
