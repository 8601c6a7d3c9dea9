import { expect, test } from '@jest/globals'
import { simulateBackup } from '../../../steps/backup/simulate-backup.ts'

test('chance decides, with the given probability', () => {
  expect(simulateBackup({}, 0.5, () => 0.49)).toEqual({ IsBackupSuccessful: true })
  expect(simulateBackup({}, 0.5, () => 0.5)).toEqual({ IsBackupSuccessful: false })
  expect(simulateBackup({}, 1, () => 0.999)).toEqual({ IsBackupSuccessful: true })
  expect(simulateBackup({}, 0, () => 0)).toEqual({ IsBackupSuccessful: false })
})

test('the input decides if it says so', () => {
  expect(simulateBackup({ IsBackupSuccessful: false }, 1)).toEqual({ IsBackupSuccessful: false })
  expect(simulateBackup({ IsBackupSuccessful: true }, 0)).toEqual({ IsBackupSuccessful: true })
})
