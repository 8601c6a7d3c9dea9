import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { compiledOnce } from '../testing/compiled-once.ts'
import { startRegion } from '../testing/region.ts'

const service = join(import.meta.dirname, 'support/service')

test('the region is where the template is deployed to, in the account that the service names', async () => {
  const compiled = await compiledOnce(service)
  const region = await startRegion({
    service,
    compiled: Promise.resolve({ ...compiled, region: 'eu-west-1', local: { accountId: '123456789012' } }),
    previous: compiled, // which was somewhere else
  })

  const event = (await (await region.call('POST', '/echo', {})).json()) as APIGatewayProxyEvent
  await region.stop()

  expect(event.requestContext).toMatchObject({
    accountId: '123456789012',
    domainName: expect.stringMatching(/\.execute-api\.eu-west-1\.amazonaws\.com$/),
  })
  const [inbox] = region.stack.ofType('AWS::SQS::Queue')
  expect(inbox?.attributes.Arn).toBe('arn:aws:sqs:eu-west-1:123456789012:fixture-test-inbox.fifo')
})

test('a template for another region is not taken over while it runs', async () => {
  const region = await startRegion({ service })

  await expect(region.deploy({ ...region.compiled, region: 'eu-west-1' })).rejects.toThrow(
    'the account or the region is another one now: start again',
  )
  await region.stop()
})
