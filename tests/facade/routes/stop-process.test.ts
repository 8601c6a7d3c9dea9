import { expect, test } from '@jest/globals'
import { stopProcessRoute } from '../../../src/facade/routes/stop-process.ts'
import { ExecutionNotFound } from '../../../src/process/errors.ts'
import { request } from '../../support/api-gateway-event.ts'
import { context } from '../../support/lambda-context.ts'
import { nobody } from '../../support/nobody.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-process'
const execution = 'arn:aws:states:us-east-1:000000000000:execution:sfs3-test-process:tx-1'

const remove = async (query: string, stop: (arn: string) => Promise<void> = async () => {}) => {
  const stopped: string[] = []
  const route = stopProcessRoute(
    async (arn) => {
      stopped.push(arn)
      await stop(arn)
    },
    [machine],
    nobody,
  )
  const answer = await route(request('DELETE', `/process-state${query}`), context)
  return { ...answer, body: JSON.parse(answer.body), stopped }
}

test('202 with where to see that it ends', async () => {
  const { statusCode, headers, body, stopped } = await remove(`?executionArn=${execution}`)

  expect(statusCode).toBe(202)
  expect(headers).toMatchObject({ location: `/test/process-state?executionArn=${encodeURIComponent(execution)}` })
  expect(body).toEqual({ executionId: execution })
  expect(stopped).toEqual([execution])
})

test('404 for an execution that nobody knows', async () => {
  const { statusCode } = await remove(`?executionArn=${execution}`, async (arn) => {
    throw new ExecutionNotFound(arn)
  })

  expect(statusCode).toBe(404)
})

test('an execution of another service is not touched', async () => {
  const { statusCode, stopped } = await remove(`?executionArn=${execution.replace('sfs3-test', 'payroll')}`)

  expect(statusCode).toBe(400)
  expect(stopped).toEqual([])
})
