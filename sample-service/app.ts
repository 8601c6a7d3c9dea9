import { fileURLToPath } from 'node:url'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createClient } from '@sfs3/client'
import express, { type Express } from 'express'
import { directProcesses } from './direct-processes.ts'
import type { Environment, Place } from './environment.ts'
import { ownPagesOnly } from './own-pages.ts'
import { pendingOrders } from './pending-orders.ts'
import { problem, problems } from './problem.ts'
import { approval } from './routes/approval.ts'
import { orders } from './routes/orders.ts'
import { p1 } from './routes/p1.ts'
import { signed } from './signed.ts'

const page = fileURLToPath(new URL('page', import.meta.url))

/**
 * The sample service as an Express app. It calls the facade alone; only the approval controller, which needs `QUEUE_URL`, and
 * with `EMBED=direct` the start of a process call AWS.
 */
export function app(environment: Environment): Express {
  const { QUEUE_URL } = environment
  const facade = facadeOf(environment)
  const processes = environment.EMBED === 'direct' ? direct(environment) : facade
  if (!processes) throw new Error('over the facade START_ENDPOINT and APIKEY are given')

  const service = express()
    .disable('x-powered-by')
    .use(ownPagesOnly(environment.HOST))
    .use(p1(processes, environment.P1_TIMEOUT_SECONDS * 1000))
  if (facade && QUEUE_URL)
    service
      .use(orders(facade, environment.CONSOLE_URL))
      .use(approval(pendingOrders(new SQSClient(), new SFNClient(), QUEUE_URL)))
      .use(
        express.static(page, {
          setHeaders: (response) => response.setHeader('content-security-policy', "default-src 'self'; img-src data:"),
        }),
      )

  const there = facade && QUEUE_URL ? 'POST /p1, GET /pending, POST /approval and a page at /' : 'POST /p1'
  return service.use((_request, response) => problem(response, 404, 'Not Found', `There is ${there}.`)).use(problems)
}

const direct = (place: Place) => directProcesses({ s3: new S3Client(), sfn: new SFNClient() }, place)

/** `undefined` if it is not known, which a service that starts processes by itself may do without. */
const facadeOf = ({ START_ENDPOINT, APIKEY, AUTH, TOKEN, ...environment }: Environment) =>
  START_ENDPOINT !== undefined && APIKEY !== undefined
    ? createClient({
        url: new URL('.', START_ENDPOINT).href,
        apiKey: APIKEY,
        ...(AUTH === 'jwt' && TOKEN !== undefined && { authorization: () => ({ authorization: `Bearer ${TOKEN}` }) }),
        ...(AUTH === 'iam' && { authorization: signed(new SFNClient().config) }),
        routes: {
          '/start-process': START_ENDPOINT,
          '/process-state': environment.STATE_ENDPOINT,
          '/process-data': environment.DATA_ENDPOINT,
          '/order': environment.ORDER_ENDPOINT,
        },
      })
    : undefined
