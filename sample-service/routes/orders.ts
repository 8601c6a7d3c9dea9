import type { Client } from '@sfs3/client'
import express, { Router } from 'express'
import { unportable } from '../portable-json.ts'
import { problem } from '../problem.ts'

/** How long a request of the page waits for the facade. */
const timeoutMs = 20_000

/**
 * What the page needs of the facade, whose API key it does not have: place an order, read its state, see its execution.
 * @param consoleUrl where executions are shown, if somewhere
 */
export function orders(facade: Pick<Client, 'placeOrder' | 'processState'>, consoleUrl?: string): Router {
  return Router()
    .post('/order', express.json(), async (request, response) => {
      if (request.body === undefined)
        return problem(response, 400, 'Bad Request', 'Send the order as application/json.')
      const reason = unportable(request.body)
      if (reason !== undefined) return problem(response, 400, 'Bad Request', reason)
      const { orderId, executionId } = await facade.placeOrder(request.body, { signal: AbortSignal.timeout(timeoutMs) })
      response.status(202).json({ orderId, executionId })
    })
    .get('/execution', (request, response) => {
      const { executionArn } = request.query
      if (typeof executionArn !== 'string') return problem(response, 400, 'Bad Request', 'Give executionArn once.')
      const arn = encodeURIComponent(executionArn)
      response.redirect(
        consoleUrl === undefined ? `/state?executionArn=${arn}` : new URL(`/executions/${arn}`, consoleUrl).href,
      )
    })
    .get('/state', async (request, response) => {
      const { executionArn } = request.query
      if (typeof executionArn !== 'string') return problem(response, 400, 'Bad Request', 'Give executionArn once.')
      const { execution } = await facade.processState(executionArn, { signal: AbortSignal.timeout(timeoutMs) })
      response.set('cache-control', 'no-store').json(execution)
    })
}
