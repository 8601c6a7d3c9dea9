import { fileURLToPath } from 'node:url'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createClient } from '@sfs3/client'
import express, { type Express } from 'express'
import type { Environment } from './environment.ts'
import { ownPagesOnly } from './own-pages.ts'
import { pendingOrders } from './pending-orders.ts'
import { problem, problems } from './problem.ts'
import { approval } from './routes/approval.ts'
import { orders } from './routes/orders.ts'
import { p1 } from './routes/p1.ts'

const page = fileURLToPath(new URL('page', import.meta.url))

/**
 * The sample service as an Express app. It calls the facade alone; only the approval controller, which needs `QUEUE_URL`,
 * calls SQS and Step Functions.
 */
export function app(environment: Environment): Express {
  const { ORDER_ENDPOINT, QUEUE_URL } = environment
  const facade = createClient({
    url: new URL('.', environment.START_ENDPOINT).href,
    apiKey: environment.APIKEY,
    routes: {
      '/start-process': environment.START_ENDPOINT,
      '/process-state': environment.STATE_ENDPOINT,
      '/process-data': environment.DATA_ENDPOINT,
      '/order': ORDER_ENDPOINT,
    },
  })
  const service = express()
    .disable('x-powered-by')
    .use(ownPagesOnly(environment.HOST))
    .use(p1(facade, environment.P1_TIMEOUT_SECONDS * 1000))
  if (ORDER_ENDPOINT && QUEUE_URL)
    service
      .use(orders(facade))
      .use(approval(pendingOrders(new SQSClient(), new SFNClient(), QUEUE_URL)))
      .use(
        express.static(page, {
          setHeaders: (response) => response.setHeader('content-security-policy', "default-src 'self'"),
        }),
      )

  const there = ORDER_ENDPOINT && QUEUE_URL ? 'POST /p1, GET /pending, POST /approval and a page at /' : 'POST /p1'
  return service.use((_request, response) => problem(response, 404, 'Not Found', `There is ${there}.`)).use(problems)
}
