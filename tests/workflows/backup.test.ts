import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { simulateBackup } from '../../steps/backup/simulate-backup.ts'
import { startWorkflows, type Workflows } from '../support/workflows.ts'

let region: Workflows
beforeAll(async () => {
  region = await startWorkflows({
    simulateBackup: (input) => {
      if (JSON.stringify(input).includes('broken'))
        throw Object.assign(new Error('no disk'), { name: 'TaskInputError' })
      return simulateBackup(input as object, 1)
    },
  })
})
afterAll(() => region.stop())

test('a successful backup settles for three seconds and succeeds', async () => {
  const executionArn = await region.start('backup', {})

  const { status, startDate, stopDate } = await region.ended(executionArn, 'moving')

  expect(status).toBe('SUCCEEDED')
  expect(Number(stopDate) - Number(startDate)).toBe(3000)
})

test('a failed backup fails at once, and says what to do', async () => {
  const executionArn = await region.start('backup', { IsBackupSuccessful: false })

  expect(await region.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'Backup Failed',
    cause: expect.stringMatching(/^Backup Failed: .*the next one starts within 5 minutes/),
  })
})

test('a backup that cannot be run fails with the reason and what to do', async () => {
  const executionArn = await region.start('backup', { broken: true })

  expect(await region.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'TaskInputError',
    cause: expect.stringMatching(/^The backup could not be run\. Look into the log of simulateBackup.*no disk/),
  })
})
