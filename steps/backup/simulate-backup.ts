import * as z from 'zod/mini'
import { environment } from '../../src/runtime/environment.ts'
import { task } from '../../src/task.ts'

const BackupRequest = z.object({ IsBackupSuccessful: z.optional(z.boolean()) })

/** Simulates a backup: its result is that of the request, or a success with probability `successRate`. */
export function simulateBackup(
  { IsBackupSuccessful }: z.infer<typeof BackupRequest>,
  successRate: number,
  random = Math.random,
) {
  return { IsBackupSuccessful: IsBackupSuccessful ?? random() < successRate }
}

const { BACKUP_SUCCESS_RATE } = environment({
  BACKUP_SUCCESS_RATE: z.coerce.number().check(z.minimum(0), z.maximum(1)),
})

export const handler = task(BackupRequest, (request) => simulateBackup(request, BACKUP_SUCCESS_RATE))
