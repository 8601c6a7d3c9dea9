import * as z from 'zod/mini'
import type { Operation } from '../openapi/operation.ts'
import { page } from '../openapi/schemas.ts'
import { StatusRequest } from '../requests/job-status.ts'

/** A job as it is listed. */
const Job = z.object({
  Id: z.string(),
  StartActionAt: z.string(),
  LastUpdated: z.string(),
  ProcessStatus: z.string(),
})

const jobId = '9d3c0a52-7a41-4c1c-8a8e-0c7a3f0f2b11'

export const operation: Operation = {
  method: 'get',
  path: '/jobs/status',
  operationId: 'jobStatus',
  summary: 'The jobs, newest first',
  description: 'A page of the jobs, or the one of an id.',
  query: { schema: StatusRequest, examples: { id: jobId } },
  answers: {
    200: {
      description: 'The jobs.',
      schema: page(Job),
      example: {
        items: [
          {
            Id: jobId,
            StartActionAt: '2026-01-31T09:00:00.000Z',
            LastUpdated: '2026-01-31T09:00:00.120Z',
            ProcessStatus: 'COMPLETED',
          },
        ],
      },
    },
  },
  problems: {
    400: 'A parameter is given twice, the id is empty, or nextToken is not that of a page.',
    404: 'There is no job of this id (yet).',
  },
}
