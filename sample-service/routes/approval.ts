import express, { Router } from 'express'
import * as z from 'zod'
import { AnswerRefused, type PendingOrders } from '../pending-orders.ts'
import { problem } from '../problem.ts'

const Approval = z.object(
  {
    token: z.string('must be the token of a pending order').min(1, 'must not be empty'),
    receiptHandle: z.string('must be the ReceiptHandle of that order').min(1, 'must not be empty'),
    approved: z.boolean('must be true or false').default(true),
    comment: z.string('must be a text').max(1000, 'must have 1000 characters at most').optional(),
  },
  'must be {"token", "receiptHandle", "approved", "comment"} as application/json',
)

/**
 * The approval controller: `GET /pending` lists the orders that wait for an answer, `POST /approval` answers one. Orders that
 * somebody else has received are not in the list; `GET /pending/being-looked-at` tells how many have been received.
 */
export function approval(orders: PendingOrders): Router {
  return Router()
    .get('/pending', async (_request, response) => {
      response.set('cache-control', 'no-store').json({ Messages: await orders.receive() })
    })
    .get('/pending/being-looked-at', async (_request, response) => {
      response.set('cache-control', 'no-store').json({ orders: await orders.beingLookedAt() })
    })
    .post('/approval', express.json(), async (request, response) => {
      const answer = Approval.safeParse(request.body)
      if (!answer.success) return problem(response, 400, 'Bad Request', reasons(answer.error))
      try {
        await orders.answer(answer.data)
        response.json({ approved: answer.data.approved })
      } catch (error) {
        if (!(error instanceof AnswerRefused)) throw error
        const [status, title] = statuses[error.reason]
        problem(response, status, title, error.message)
      }
    })
}

const statuses = {
  stale: [409, 'Conflict'],
  answered: [409, 'Conflict'],
  'unknown token': [400, 'Bad Request'],
  'mixed up': [400, 'Bad Request'],
} as const

const reasons = ({ issues }: z.ZodError) =>
  issues.map(({ path, message }) => `${path.join('.') || 'The body'} ${message}.`).join(' ')
