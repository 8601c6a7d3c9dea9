import * as z from 'zod/mini'
import { TransactionId } from '../../process/transaction-id.ts'
import type { Operation } from '../openapi/operation.ts'
import { ExecutionId, endedExecution } from '../openapi/schemas.ts'
import { JobRequest } from '../requests/start-job.ts'

/** A job was accepted. */
const StartedJob = z.object({ jobId: TransactionId, message: z.string(), executionId: ExecutionId })

const jobId = '9d3c0a52-7a41-4c1c-8a8e-0c7a3f0f2b11'
const executionId = `arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-waitable:${jobId}`
const message = `Job Id ${jobId} started successfully. For additional information on process status use GET /jobs/status.`

export const operation: Operation = {
  method: 'post',
  path: '/jobs',
  operationId: 'startJob',
  summary: 'Start a job at a time',
  description: 'The job is STARTED now and COMPLETED at the time given, which may have passed.',
  body: {
    description: 'When: an RFC 3339 timestamp with offset, at most a year ahead.',
    schema: JobRequest,
    example: { StartTimestamp: '2026-01-31T10:00:00+01:00' },
    required: true,
  },
  waits: true,
  idempotent: true,
  answers: {
    200: {
      description: 'The job was completed while the answer was held.',
      schema: endedExecution(StartedJob),
      example: {
        jobId,
        message,
        executionId,
        status: 'SUCCEEDED',
        startDate: '2026-01-31T09:00:00.000Z',
        stopDate: '2026-01-31T09:00:02.000Z',
        output: { jobId },
      },
      headers: ['location', 'preference-applied'],
    },
    202: {
      description: 'The job waits for its time.',
      schema: StartedJob,
      example: { jobId, message, executionId },
      headers: ['location', 'retry-after', 'preference-applied'],
      links: { processState: { executionArn: 'executionId' }, jobStatus: { id: 'jobId' } },
    },
  },
  problems: {
    400: 'The body is not a job, its time is over a year ahead, or the Idempotency-Key is malformed.',
    415: 'The body is declared to be in another encoding than UTF-8.',
    422: 'The Idempotency-Key was used for another request.',
  },
}
