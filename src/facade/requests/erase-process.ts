import * as z from 'zod/mini'
import { TransactionId } from '../../process/transaction-id.ts'

/** `DELETE /process-data`: everything of a process. */
export const EraseRequest = z.object({
  transactionId: TransactionId.check(z.describe('The id that the start of the process was answered with.')),
})
