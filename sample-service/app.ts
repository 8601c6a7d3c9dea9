import express, { type Express } from 'express'
import type { Environment } from './environment.ts'
import { facadeClient } from './facade.ts'
import { problem, problems } from './problem.ts'
import { p1 } from './routes/p1.ts'

/** The sample service as an Express app: what it knows of AWS it knows from the facade. */
export const app = (environment: Environment): Express => {
  const facade = facadeClient(environment)
  return express()
    .disable('x-powered-by')
    .use(p1(facade, environment.P1_TIMEOUT_SECONDS * 1000))
    .use((_request, response) => problem(response, 404, 'Not Found', 'There is POST /p1.'))
    .use(problems)
}
