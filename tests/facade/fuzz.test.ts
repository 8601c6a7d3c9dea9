import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Handler } from '../../src/facade/http/respond.ts'
import { s3StartSources } from '../../src/facade/http/start-sources.ts'
import { placeOrderRoute } from '../../src/facade/routes/place-order.ts'
import { processDataRoute } from '../../src/facade/routes/process-data.ts'
import { processStateRoute } from '../../src/facade/routes/process-state.ts'
import { redriveProcessRoute } from '../../src/facade/routes/redrive-process.ts'
import { startArchiveRoute } from '../../src/facade/routes/start-archive.ts'
import { startJobRoute } from '../../src/facade/routes/start-job.ts'
import { startProcessRoute } from '../../src/facade/routes/start-process.ts'
import { stopProcessRoute } from '../../src/facade/routes/stop-process.ts'
import { describePermit } from '../../src/process/describe-permit.ts'
import { ExecutionNotFound } from '../../src/process/errors.ts'
import { s3ProcessData } from '../../src/process/s3-process-data.ts'
import { s3Records } from '../../src/process/s3-records.ts'
import { request } from '../support/api-gateway-event.ts'
import { innards, type StrangeRequest, strangeRequests } from '../support/arbitrary-request.ts'
import { inMemoryS3 } from '../support/in-memory-s3.ts'
import { context } from '../support/lambda-context.ts'
import { nobody } from '../support/nobody.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-process'
const { client, objects } = inMemoryS3()
const data = s3ProcessData(client, 'bucket')
let now = Date.parse('2026-01-01T00:00:00Z')
const sources = {
  ...s3StartSources(client, 'bucket'),
  now: () => now,
  pause: async (ms: number) => {
    now += ms
  },
}
const start = async (transactionId: string) => {
  const executionArn = `${machine.replace('stateMachine', 'execution')}:${transactionId}`
  await sources.onStarted({ executionArn, startDate: new Date(now).toISOString() })
  return executionArn
}
const unknown = async (executionArn: string) => {
  throw new ExecutionNotFound(executionArn)
}

const handlers: Record<string, Handler> = {
  'POST /start-process': startProcessRoute(machine, data, start, sources),
  'GET /process-state': processStateRoute(
    {
      ...sources,
      describe: unknown,
      permit: describePermit(s3Records(client, 'bucket'), () => now++),
      random: Math.random,
      ownerOf: nobody,
    },
    [machine],
  ),
  'DELETE /process-state': stopProcessRoute(unknown, [machine], nobody),
  'POST /process-redrive': redriveProcessRoute({ ...sources, redrive: unknown, describe: unknown, ownerOf: nobody }, [
    machine,
  ]),
  'GET /process-data': processDataRoute(data, nobody),
  'POST /order': placeOrderRoute(machine, start, sources),
  'POST /jobs': startJobRoute(machine, start, sources, () => now),
  'POST /archive': startArchiveRoute(
    machine,
    start,
    async () => ({ status: 'FAILED', error: 'E', cause: 'C' }),
    sources,
  ),
}
const routes = Object.keys(handlers).map((route) => route.split(' ') as [StrangeRequest['method'], string])

/** As API Gateway hands a request to the function. */
const eventOf = ({ method, path, query, headers, body }: StrangeRequest) => {
  const search = query.map(([name, value]) => `${encodeURIComponent(safe(name))}=${encodeURIComponent(safe(value))}`)
  return request(method, `${path}?${search.join('&')}`, {
    headers,
    ...(typeof body === 'string'
      ? { body: body === '' ? null : body }
      : { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }),
  })
}
/** URLs cannot hold half a character. */
const safe = (text: string) => text.toWellFormed()

test('whatever a stranger sends: no failure, no write outside processes/, nothing told of our innards', async () => {
  await data.create('tx-1' as never, { orderNumber: 42 })

  await fc.assert(
    fc.asyncProperty(strangeRequests(routes), async (strange) => {
      const handler = handlers[`${strange.method} ${strange.path}`] as Handler
      const { statusCode, headers = {}, body } = await handler(eventOf(strange), context)

      expect(statusCode).toBeLessThan(500)
      JSON.parse(body)
      if (statusCode >= 400) expect(body).not.toMatch(innards)
      for (const value of Object.values(headers)) expect(String(value)).toMatch(/^[\x20-\x7e]*$/)
    }),
    { numRuns: 1000 },
  )

  expect(({} as { admin?: boolean }).admin).toBeUndefined()
  for (const key of objects.keys())
    expect(key).toMatch(/^processes\/([\w-]{1,80}\/(input|request|answer|started)|\.describe\/\d+\/\d)\.json$/)
}, 60_000)
