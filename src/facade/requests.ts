import * as z from 'zod/mini'
import { PartName } from '../process/part-name.ts'
import { TransactionId } from '../process/transaction-id.ts'

/** Asks for everything known about a process, or for one part of it. */
export const DataRequest = z.object({
  transactionId: TransactionId.check(z.describe('The id that the start of the process was answered with.')),
  part: z.optional(PartName).check(z.describe('Only this part: `processInput` or the output of a step.')),
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
  id: z.optional(z.string().check(z.minLength(1, 'must not be empty'))),
  nextToken: z.optional(z.string()),
})

/** A file of the inbox to archive, or without a key one that is simulated. */
export const ArchiveRequest = z.strictObject({
  approval_needed: z._default(z.boolean('must be true or false'), false),
  key: z.exactOptional(
    z
      .string('must be a text')
      .check(z.minLength(1, 'must not be empty'), z.maxLength(1024, 'must have 1024 characters at most')),
  ),
  simulate: z.exactOptional(
    z.strictObject({
      archive: z.exactOptional(z.boolean()),
      quality: z.exactOptional(z.number().check(z.minimum(0), z.maximum(100))),
    }),
  ),
})

/** How `POST /archive` answers. */
export const Mode = z.object({ mode: z.optional(z.enum(['express'], 'must be "express" or left out')) })

/** Asks for a page of the records. */
export const RecordsRequest = z.object({ nextToken: z.optional(z.string()) })
