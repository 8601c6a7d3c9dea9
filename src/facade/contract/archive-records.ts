import * as z from 'zod/mini'
import type { Operation } from '../openapi/operation.ts'
import { page } from '../openapi/schemas.ts'
import { RecordsRequest } from '../requests/archive-records.ts'

/** What became of a file. */
export const ArchiveRecord = z.object({
  Id: z.string(),
  Timestamp: z.string(),
  Archive: z.boolean(),
  Quality: z.number(),
  Action: z.string(),
  Approval: z.boolean(),
  Key: z.string(),
})

/** The record of one file. */
export const archiveRecord = {
  Id: 'c2f7a6f0-3b0c-4f59-9a92-6f1c5c1f4e12',
  Timestamp: '2026-01-01T12:00:01.000Z',
  Archive: true,
  Quality: 80,
  Action: 'Archived',
  Approval: false,
  Key: 'reports/2025.pdf',
}

export const operation: Operation = {
  method: 'get',
  path: '/archive/records',
  operationId: 'archiveRecords',
  summary: 'What became of the files, newest first',
  description: 'A page of the records.',
  query: { schema: RecordsRequest, examples: {} },
  answers: {
    200: { description: 'The records.', schema: page(ArchiveRecord), example: { items: [archiveRecord] } },
  },
  problems: { 400: 'nextToken is given twice, or is not that of a page.' },
}
