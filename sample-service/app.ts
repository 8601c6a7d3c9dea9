import { createClient } from '@sfs3/client'
import express, { type Express } from 'express'
import type { Environment } from './environment.ts'
import { problem, problems } from './problem.ts'
import { p1 } from './routes/p1.ts'

/** The sample service as an Express app: what it knows of AWS it knows from the facade. */
export const app = (environment: Environment): Express => {
  const facade = createClient({
    url: new URL('.', environment.START_ENDPOINT).href,
    apiKey: environment.APIKEY,
    routes: {
      '/start-process': environment.START_ENDPOINT,
      '/process-state': environment.STATE_ENDPOINT,
      '/process-data': environment.DATA_ENDPOINT,
      '/order': environment.ORDER_ENDPOINT,
    },
  })
  return express()
    .disable('x-powered-by')
    .use(p1(facade, environment.P1_TIMEOUT_SECONDS * 1000))
    .use((_request, response) => problem(response, 404, 'Not Found', 'There is POST /p1.'))
    .use(problems)
}
