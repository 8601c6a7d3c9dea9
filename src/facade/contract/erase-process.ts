import * as z from 'zod/mini'
import type { Operation } from '../openapi/operation.ts'
import { EraseRequest } from '../requests/erase-process.ts'

const transactionId = '0f6f2a52-5f0c-4a3b-8b0e-1d2c3b4a5968'

export const operation: Operation = {
  method: 'delete',
  path: '/process-data',
  operationId: 'eraseProcess',
  summary: 'Erase the data of a process',
  description:
    'All objects of a process that has ended and of its downstream are deleted, versions too. Not there unless the deployment has it switched on.',
  query: { schema: EraseRequest, examples: { transactionId } },
  answers: {
    200: {
      description: 'The data is gone.',
      schema: z.object({
        transactionId: z.string(),
        objects: z.int().check(z.describe('How many objects, or versions of them, were deleted.')),
      }),
      example: { transactionId, objects: 14 },
    },
  },
  problems: {
    400: 'The id is missing, given twice, or not well-formed.',
    404: 'There is no such process, or its data has expired or was erased before.',
    409: 'The process or its downstream runs, or its end is not recorded yet: then try again after `Retry-After`.',
  },
}
