import { ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { Exercise } from '../exercise.ts'
import { account } from '../use.ts'

export const exercise: Exercise = {
  roles: /^(BackupSchedule|SimulateBackup|BackupStateMachine)Role$/,
  unneeded: [],
  async run({ sfn, clock, ended, soon }) {
    const stateMachineArn = `arn:aws:states:us-east-1:${account}:stateMachine:sfs3-dev-backup`
    const input = '{"IsBackupSuccessful":true}'
    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))
    await ended(executionArn)
    const newest = async () => {
      const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }))
      return executions?.[0]?.executionArn
    }
    const before = await newest()
    clock.advance(5 * 60 * 1000)
    await soon('a backup that the schedule started', async () => (await newest()) !== before)
  },
}
