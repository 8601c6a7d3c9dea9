import * as z from 'zod/mini'
import { PartName } from '../../process/part-name.ts'
import { TransactionId } from '../../process/transaction-id.ts'

/** `GET /process-data`: all parts of a process, or one part. */
export const DataRequest = z.object({
  transactionId: TransactionId.check(z.describe('The id that the start of the process was answered with.')),
  part: z.optional(PartName).check(z.describe('Only this part: `processInput` or the output of a step.')),
})
