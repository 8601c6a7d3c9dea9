import * as z from 'zod/mini'
import { Order } from '../../approval/order.ts'
import { TransactionId } from '../../process/transaction-id.ts'
import type { Operation } from '../openapi/operation.ts'
import { ExecutionId, endedExecution } from '../openapi/schemas.ts'

/** An order awaits approval. */
const PlacedOrder = z.object({ orderId: TransactionId, executionId: ExecutionId })

const orderId = '5b1f5a34-1d3e-4f0a-9a35-2f9b1f6c7d10'
const executionId = `arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-approval:${orderId}`

export const operation: Operation = {
  method: 'post',
  path: '/order',
  operationId: 'placeOrder',
  summary: 'Place an order',
  description: 'Puts the order before a person, who approves or rejects it. Its execution ends with the decision.',
  body: {
    description: 'The order: title, quantity and whatever else belongs to it, 100,000 bytes at most.',
    schema: z.looseObject(Order.shape).check(z.meta({ minProperties: 1 })),
    example: { title: 'A book', quantity: 1 },
    required: true,
  },
  waits: true,
  idempotent: true,
  answers: {
    200: {
      description: 'The order was decided about while the answer was held.',
      schema: endedExecution(PlacedOrder),
      example: {
        orderId,
        executionId,
        status: 'FAILED',
        startDate: '2026-01-01T12:00:00.000Z',
        stopDate: '2026-01-01T12:00:09.500Z',
        error: 'OrderRejected',
        cause: 'too expensive',
      },
      headers: ['location', 'preference-applied'],
    },
    202: {
      description: 'The order awaits approval.',
      schema: PlacedOrder,
      example: { orderId, executionId },
      headers: ['location', 'retry-after', 'preference-applied'],
      links: { processState: { executionArn: 'executionId' } },
    },
  },
  problems: {
    400: 'The body is not an order, or the Idempotency-Key is malformed.',
    413: 'The order has more than 100,000 bytes.',
    415: 'The body is declared to be in another encoding than UTF-8.',
    422: 'The Idempotency-Key was used for another request.',
  },
}
