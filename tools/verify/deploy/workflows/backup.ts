import assert from 'node:assert/strict'
import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import * as z from 'zod'
import { until } from '../../until.ts'
import type { Caller } from '../caller.ts'
import { ended } from '../ended.ts'

const Rule = z.object({ ScheduleExpression: z.string() })
const Executions = z.object({ executions: z.array(z.object({ name: z.string() })) })

/** Runs a backup that succeeds and one that fails. */
export async function driveBackup({ states, stack }: Caller): Promise<void> {
  const run = async (IsBackupSuccessful: boolean) => {
    const input = JSON.stringify({ IsBackupSuccessful })
    const { executionArn = '' } = await states.send(
      new StartExecutionCommand({ stateMachineArn: stack.outputs.BackupStateMachineArn, input }),
    )
    return ended(states, executionArn)
  }
  const [good, bad] = await Promise.all([run(true), run(false)])
  assert.equal(good.status, 'SUCCEEDED', good.cause)
  assert.deepEqual([bad.status, bad.error], ['FAILED', 'Backup Failed'])
}

/** Makes the schedule a matter of a minute, through the AWS CLI, so that waiting for it is worth while. */
export async function hurrySchedule({ aws }: Caller): Promise<void> {
  const name = ['--name', 'sfs3-verify-backup']
  const { ScheduleExpression } = Rule.parse(await aws('events', 'describe-rule', ...name))
  assert.equal(ScheduleExpression, 'rate(5 minutes)')
  await aws('events', 'put-rule', ...name, '--schedule-expression', 'rate(1 minute)')
}

/** Waits for a backup that the schedule started. */
export const scheduledBackup = ({ aws, stack }: Caller): Promise<true> =>
  until(
    'a backup that the schedule started',
    async () => {
      const machine = ['--state-machine-arn', stack.outputs.BackupStateMachineArn ?? '']
      const { executions } = Executions.parse(await aws('stepfunctions', 'list-executions', ...machine))
      return executions.length > 2 ? true : undefined
    },
    90,
  )
