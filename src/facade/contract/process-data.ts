import * as z from 'zod/mini'
import type { Operation } from '../openapi/operation.ts'
import { DataRequest } from '../requests/process-data.ts'

const transactionId = '0f6f2a52-5f0c-4a3b-8b0e-1d2c3b4a5968'

/** The parts of a process by name. */
const ProcessData = z.catchall(z.object({ processInput: z.unknown() }), z.unknown())

export const operation: Operation = {
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
        location:
          'https://sfs3-dev-data-000000000000-us-east-1.s3.us-east-1.amazonaws.com/processes/…?X-Amz-Signature=…',
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
