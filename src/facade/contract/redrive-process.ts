import type { Operation } from '../openapi/operation.ts'
import { ExecutionRequest, StartedExecution } from '../openapi/schemas.ts'

const executionId =
  'arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:0f6f2a52-5f0c-4a3b-8b0e-1d2c3b4a5968'

export const operation: Operation = {
  method: 'post',
  path: '/process-redrive',
  operationId: 'redriveProcess',
  summary: 'Redrive an execution that failed',
  description: 'It goes on from the state that failed. Not there where the deployment has it switched off, as in prod.',
  body: {
    description: 'Which execution.',
    schema: ExecutionRequest,
    example: { executionArn: executionId },
    required: true,
  },
  idempotent: true,
  answers: {
    202: {
      description: 'The execution runs again.',
      schema: StartedExecution,
      example: { executionId },
      headers: ['location', 'retry-after'],
    },
  },
  problems: {
    400: 'The body does not name an execution of this service, or the Idempotency-Key is malformed.',
    404: 'There is no such execution.',
    409: 'The execution runs, has succeeded or ended more than 14 days ago; or the same request is under way.',
    415: 'The body is declared to be in another encoding than UTF-8.',
    422: 'The Idempotency-Key was used for another request.',
  },
}
