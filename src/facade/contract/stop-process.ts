import type { Operation } from '../openapi/operation.ts'
import { ExecutionRequest, StartedExecution } from '../openapi/schemas.ts'

const executionId =
  'arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:0f6f2a52-5f0c-4a3b-8b0e-1d2c3b4a5968'

export const operation: Operation = {
  method: 'delete',
  path: '/process-state',
  operationId: 'stopProcess',
  summary: 'Stop an execution',
  description:
    'It ends ABORTED; what it has written stays. One that has ended stays as it is. Not there where the deployment has it switched off, as in prod.',
  query: { schema: ExecutionRequest, examples: { executionArn: executionId } },
  answers: {
    202: {
      description: 'The execution is being stopped.',
      schema: StartedExecution,
      example: { executionId },
      headers: ['location', 'retry-after'],
    },
  },
  problems: {
    400: 'The ARN is missing, given twice, or not that of an execution of this service.',
    404: 'There is no such execution.',
  },
}
