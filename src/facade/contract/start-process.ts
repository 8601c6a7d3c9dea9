import * as z from 'zod/mini'
import { ended, ProcessData, ProcessState, StartedProcess } from '../openapi/answers.ts'
import type { Operation } from '../openapi/operation.ts'
import { DataRequest } from '../requests/process-data.ts'

const transactionId = '0f6f2a52-5f0c-4a3b-8b0e-1d2c3b4a5968'
const executionId = `arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:${transactionId}`
const succeeded = {
  status: 'SUCCEEDED',
  startDate: '2026-01-01T12:00:00.000Z',
  stopDate: '2026-01-01T12:00:01.250Z',
  output: { processData: transactionId },
}

export const startProcess: Operation = {
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
      schema: ended(StartedProcess),
      example: { transactionId, executionId, ...succeeded },
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

export const processState: Operation = {
  method: 'get',
  path: '/process-state',
  operationId: 'processState',
  summary: 'How an execution stands',
  description: 'Works for the executions of every state machine of the service.',
  query: {
    schema: z.object({
      executionArn: z.string().check(z.describe('The `executionId` that a start was answered with.')),
    }),
    examples: { executionArn: executionId },
  },
  waits: true,
  answers: {
    200: {
      description: 'How the execution stands.',
      schema: ProcessState,
      example: { executionId, transactionId, ...succeeded },
      headers: ['retry-after', 'preference-applied'],
    },
  },
  problems: {
    400: 'The ARN is missing, given twice, or not that of an execution of this service.',
    404: 'There is no such execution, or it ended more than 90 days ago.',
    429: 'Nothing is known of the execution yet, and Step Functions may not be asked right now.',
  },
}

export const processData: Operation = {
  method: 'get',
  path: '/process-data',
  operationId: 'processData',
  summary: 'The data of a process',
  description: 'Its input and the output of each step that has run so far.',
  query: { schema: DataRequest, examples: { transactionId } },
  answers: {
    200: {
      description: 'All parts by name, or the part that was asked for.',
      schema: z.union([ProcessData, z.unknown()]),
      example: { processInput: { orderNumber: 42 }, 'step-a-output': { status: 'ok' } },
    },
    303: {
      description: 'The part does not fit into an answer: GET it from where `Location` points to, within a minute.',
      schema: z.object({ location: z.url() }),
      example: {
        location: 'https://sfs3-dev-data-000000000000.s3.us-east-1.amazonaws.com/processes/…?X-Amz-Signature=…',
      },
      headers: ['location'],
    },
  },
  problems: {
    400: 'The id or the name of the part is missing, given twice, or not well-formed.',
    404: 'There is no such process or part (yet), or the data has expired.',
    413: 'The data does not fit into one answer: `parts` names the parts to ask for one by one.',
  },
}
