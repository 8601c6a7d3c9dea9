import * as z from 'zod/mini'
import { TransactionId } from '../../process/transaction-id.ts'
import type { Operation } from '../openapi/operation.ts'
import { ExecutionId, endedExecution } from '../openapi/schemas.ts'

const transactionId = '0f6f2a52-5f0c-4a3b-8b0e-1d2c3b4a5968'
const executionId = `arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:${transactionId}`

/** A process was accepted: where its data is and which execution works on it. */
const StartedProcess = z.object({ transactionId: TransactionId, executionId: ExecutionId })

export const operation: Operation = {
  method: 'post',
  path: '/start-process',
  operationId: 'startProcess',
  summary: 'Start a process',
  description: 'Stores the body as the input of a new process and starts the state machine that works on it.',
  body: {
    description: 'Any JSON; nothing is `{}`. Up to 6 MB, as Lambda takes no more.',
    schema: z.unknown(),
    example: { orderNumber: 42 },
    required: false,
  },
  waits: true,
  idempotent: true,
  answers: {
    200: {
      description: 'The process ended while the answer was held.',
      schema: endedExecution(StartedProcess),
      example: {
        transactionId,
        executionId,
        status: 'SUCCEEDED',
        startDate: '2026-01-01T12:00:00.000Z',
        stopDate: '2026-01-01T12:00:01.250Z',
        output: { processData: transactionId },
      },
      headers: ['location', 'preference-applied'],
    },
    202: {
      description: 'The process runs.',
      schema: StartedProcess,
      example: { transactionId, executionId },
      headers: ['location', 'retry-after', 'preference-applied'],
      links: { processState: { executionArn: 'executionId' }, processData: { transactionId: 'transactionId' } },
    },
  },
  problems: {
    400: 'The body is not JSON, or nested deeper than 500 levels, or the Idempotency-Key is malformed.',
    415: 'The body is declared to be in another encoding than UTF-8.',
    422: 'The Idempotency-Key was used for another request.',
  },
}
