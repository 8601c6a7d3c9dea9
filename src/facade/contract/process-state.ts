import * as z from 'zod/mini'
import type { Operation } from '../openapi/operation.ts'
import { ExecutionId, ExecutionRequest, executionState } from '../openapi/schemas.ts'

const transactionId = '0f6f2a52-5f0c-4a3b-8b0e-1d2c3b4a5968'
const executionId = `arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:${transactionId}`

export const operation: Operation = {
  method: 'get',
  path: '/process-state',
  operationId: 'processState',
  summary: 'How an execution stands',
  description: 'Works for the executions of every state machine of the service.',
  query: {
    schema: ExecutionRequest,
    examples: { executionArn: executionId },
  },
  waits: true,
  answers: {
    200: {
      description: 'How the execution stands.',
      schema: executionState(z.object({ executionId: ExecutionId, transactionId: z.string() })),
      example: {
        executionId,
        transactionId,
        status: 'SUCCEEDED',
        startDate: '2026-01-01T12:00:00.000Z',
        stopDate: '2026-01-01T12:00:01.250Z',
        output: { processData: transactionId },
      },
      headers: ['retry-after', 'preference-applied'],
    },
  },
  problems: {
    400: 'The ARN is missing, given twice, or not that of an execution of this service.',
    404: 'There is no such execution, or it ended more than 90 days ago.',
    429: 'Nothing is known of the execution yet, and Step Functions may not be asked right now.',
  },
}
