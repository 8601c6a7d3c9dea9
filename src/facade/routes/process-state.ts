import { setTimeout as pause } from 'node:timers/promises'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { type StandingSources, standingOf } from '../../process/current-state.ts'
import { sfnDescribeStanding } from '../../process/describe-execution.ts'
import { describePermit } from '../../process/describe-permit.ts'
import { executionNameOf } from '../../process/execution-arn.ts'
import { executionRecords } from '../../process/execution-records.ts'
import { s3Records } from '../../process/s3-records.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { preferenceApplied, preferredWaitSeconds } from '../http/prefer.ts'
import { query } from '../http/query.ts'
import { ok, respond } from '../http/respond.ts'
import { retryAfterSeconds } from '../http/retry-after.ts'
import { ExecutionOf } from '../requests/execution-arn.ts'

/**
 * `GET /process-state?executionArn=`: how an execution of one of `stateMachineArns` stands. With `Prefer: wait` the answer
 * is held until it has ended.
 */
export function processStateRoute(sources: StandingSources, stateMachineArns: string[]) {
  const StateRequest = z.object({ executionArn: ExecutionOf(stateMachineArns) })

  return respond(async (event) => {
    const { executionArn: executionId } = query(event, StateRequest)
    const transactionId = executionNameOf(executionId)
    log.appendKeys({ transactionId })

    const waitSeconds = preferredWaitSeconds(event)
    // The age is not known yet; a caller who does not wait comes back soon.
    const patience = { waitMs: (waitSeconds ?? 0) * 1000, pollMs: 1000 }
    const { executionArn: _, ...standing } = await standingOf(executionId, patience, sources)

    const retryAfter = retryAfterSeconds(sources.now() - Date.parse(standing.startDate))
    return ok(
      { executionId, transactionId, ...standing },
      {
        ...preferenceApplied(waitSeconds),
        ...(standing.status === 'RUNNING' && { 'retry-after': String(retryAfter) }),
      },
    )
  })
}

const { DATA_BUCKET, STATE_MACHINE_ARNS } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARNS: z.string() })
const objects = s3Records(new S3Client(awsClient), DATA_BUCKET)

export const handler = processStateRoute(
  {
    records: executionRecords(objects),
    describe: sfnDescribeStanding(new SFNClient({ ...awsClient, maxAttempts: 1 })),
    permit: describePermit(objects),
    now: Date.now,
    pause,
    random: Math.random,
  },
  STATE_MACHINE_ARNS.split(','),
)
