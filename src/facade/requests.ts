import * as z from 'zod'
import { PartName } from '../process/part-name.ts'
import { TransactionId } from '../process/transaction-id.ts'

/** Asks for everything known about a process, or for one part of it. */
export const DataRequest = z.object({
  transactionId: TransactionId.describe('The id that the start of the process was answered with.'),
  part: PartName.optional().describe('Only this part: `processInput` or the output of a step.'),
})

/** A job: when it is to be completed. */
export const JobRequest = z.object({
  StartTimestamp: z.iso.datetime({
    offset: true,
    error: 'must be an RFC 3339 timestamp with offset, e.g. 2030-01-31T09:00:00Z or 2030-01-31T10:00:00+01:00',
  }),
})

/** Asks for one job, or for a page of all. */
export const StatusRequest = z.object({
  id: z.string().min(1, 'must not be empty').optional(),
  nextToken: z.string().optional(),
})

/** A file of the inbox to archive, or without a key one that is simulated. */
export const ArchiveRequest = z.strictObject({
  approval_needed: z.boolean('must be true or false').default(false),
  key: z
    .string('must be a text')
    .min(1, 'must not be empty')
    .max(1024, 'must have 1024 characters at most')
    .exactOptional(),
  simulate: z
    .strictObject({ archive: z.boolean().exactOptional(), quality: z.number().min(0).max(100).exactOptional() })
    .exactOptional(),
})

/** How `POST /archive` answers. */
export const Mode = z.object({ mode: z.enum(['express'], 'must be "express" or left out').optional() })

/** Asks for a page of the records. */
export const RecordsRequest = z.object({ nextToken: z.string().optional() })
