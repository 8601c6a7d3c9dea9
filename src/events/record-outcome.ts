import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import type { DescribeExecution } from '../process/current-state.ts'
import { sfnDescribeExecution } from '../process/describe-execution.ts'
import { executionNameOf } from '../process/execution-arn.ts'
import { type ExecutionRecords, executionRecords } from '../process/execution-records.ts'
import { s3Records } from '../process/s3-records.ts'
import { awsClient } from '../runtime/aws-client.ts'
import { environment } from '../runtime/environment.ts'
import { log } from '../runtime/log.ts'
import { StatusChange } from './status-change.ts'

/**
 * Records an event of EventBridge: an execution ended or was redriven. Events that arrive twice, late or out of order change
 * nothing. When it throws, Lambda tries again.
 */
export async function recordOutcome(event: unknown, records: ExecutionRecords, describe: DescribeExecution) {
  const { redriveCount, ...change } = StatusChange.parse(event).detail

  if (change.status === 'RUNNING') return records.started(change, redriveCount)
  if (change.status === 'SUCCEEDED') {
    if (change.output !== undefined)
      return records.ended({ ...change, output: JSON.parse(change.output) }, redriveCount)
  } else {
    const { input, ...ended } = change
    if (input !== undefined || ended.error !== undefined) return records.ended(ended, redriveCount)
  }

  const described = await describe(change.executionArn)
  if (described.state.status !== 'RUNNING') await records.ended(described.state, described.redriveCount)
}

const { DATA_BUCKET } = environment({ DATA_BUCKET: z.string() })
const records = executionRecords(s3Records(new S3Client(awsClient), DATA_BUCKET))
const describe = sfnDescribeExecution(new SFNClient(awsClient))

export async function handler(event: unknown, context: Context): Promise<void> {
  log.addContext(context)
  log.resetKeys()
  const { executionArn, status } = StatusChange.parse(event).detail
  log.appendKeys({ transactionId: executionNameOf(executionArn) })

  await recordOutcome(event, records, describe)
  log.info('recorded', { status })
}
