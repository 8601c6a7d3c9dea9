import { expect, test } from '@jest/globals'
import { compiledOnce } from '@sfs3/local/testing'

const variables = async (...parameters: string[]) =>
  (await compiledOnce(process.cwd(), parameters)).template.Resources.SimulateBackupLambdaFunction?.Properties
    ?.Environment

test('the simulated backup fails by chance, but not where that wakes somebody', async () => {
  expect(await variables()).toMatchObject({ Variables: { BACKUP_SUCCESS_RATE: '0.5' } })
  expect(await variables('--stage=prod')).toMatchObject({ Variables: { BACKUP_SUCCESS_RATE: '1' } })
}, 60_000)
