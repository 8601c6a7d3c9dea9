import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import { executionsOf, follow } from './follow.ts'
import type { Run, Stage } from './workflow.ts'

const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-backup'

/** A good and a bad backup, and one that the schedule starts, which may be either. */
export async function* backupWorkflow({ sfn, print }: Stage): AsyncIterable<Run> {
  for (const IsBackupSuccessful of [true, false]) {
    const input = JSON.stringify({ IsBackupSuccessful })
    print(`\nbackup: StartExecution ${input}`)
    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))
    const expected = IsBackupSuccessful ? 'SUCCEEDED' : 'FAILED Backup Failed'
    yield { workflow: 'backup', ...(await follow(sfn, executionArn, print)), expected }
  }

  const executions = executionsOf(sfn, 'backup')
  await executions.known()
  print('\nbackup: started by its schedule')
  const end = await follow(sfn, await executions.next(), print)
  const expected = end.outcome === 'FAILED Backup Failed' ? end.outcome : 'SUCCEEDED'
  yield { workflow: 'backup (scheduled)', ...end, expected }
}
