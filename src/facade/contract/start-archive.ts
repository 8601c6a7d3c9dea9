import * as z from 'zod/mini'
import type { Operation } from '../openapi/operation.ts'
import { endedExecution, StartedExecution } from '../openapi/schemas.ts'
import { ArchiveRequest, Mode } from '../requests/start-archive.ts'
import { ArchiveRecord, archiveRecord } from './archive-records.ts'

const archiveId = 'c2f7a6f0-3b0c-4f59-9a92-6f1c5c1f4e12'
const executionId = `arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-archive:${archiveId}`

export const operation: Operation = {
  method: 'post',
  path: '/archive',
  operationId: 'startArchive',
  summary: 'Archive a file',
  description: 'Decides about a file of the inbox and moves it; without a key, a file is simulated.',
  query: { schema: Mode, examples: {} },
  body: {
    description: 'Which file, and whether a person is to be asked.',
    schema: ArchiveRequest,
    example: { key: 'reports/2025.pdf', approval_needed: false },
    required: false,
  },
  waits: true,
  idempotent: true,
  answers: {
    200: {
      description: 'The execution ended while the answer was held; with mode=express, the record of the file.',
      schema: z.union([endedExecution(StartedExecution), ArchiveRecord]),
      example: archiveRecord,
      headers: ['location', 'preference-applied'],
    },
    202: {
      description: 'The file is being archived.',
      schema: StartedExecution,
      example: { executionId },
      headers: ['location', 'retry-after', 'preference-applied'],
      links: { processState: { executionArn: 'executionId' } },
    },
  },
  problems: {
    400: 'The body is not a request to archive, or asks for approval with mode=express.',
    409: 'The same request with mode=express is under way.',
    415: 'The body is declared to be in another encoding than UTF-8.',
    422: 'The file could not be archived (mode=express), or the Idempotency-Key was used for another request.',
  },
}
