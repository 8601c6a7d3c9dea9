import { setTimeout as pause } from 'node:timers/promises'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { currentState, type StateSources } from '../../process/current-state.ts'
import { sfnDescribeExecution } from '../../process/describe-execution.ts'
import { describePermit } from '../../process/describe-permit.ts'
import { ExecutionNotFound } from '../../process/errors.ts'
import { executionNameOf } from '../../process/execution-arn.ts'
import { executionRecords } from '../../process/execution-records.ts'
import { isOwn, type OwnerOf, recordedOwner } from '../../process/owners.ts'
import { s3Records } from '../../process/s3-records.ts'
import { TransactionId } from '../../process/transaction-id.ts'
import { waitPermit } from '../../process/wait-permit.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { preferenceApplied, preferredWaitSeconds, waitingCallers } from '../http/prefer.ts'
import { query } from '../http/query.ts'
import { ok, respond } from '../http/respond.ts'
import { retryAfterSeconds } from '../http/retry-after.ts'
import { ExecutionArnOf } from '../requests/execution-arn.ts'

/**
 * `GET /process-state?executionArn=`: the state of an execution of one of `stateMachineArns`. With `Prefer: wait` the answer
 * waits for its end.
 */
export function processStateRoute(sources: StateSources & { ownerOf: OwnerOf }, stateMachineArns: string[]) {
  const StateRequest = z.object({ executionArn: ExecutionArnOf(stateMachineArns) })

  return respond(async (event, caller) => {
    const { executionArn: executionId } = query(event, StateRequest)
    const transactionId = TransactionId.parse(executionNameOf(executionId))
    log.appendKeys({ transactionId })
    if (!(await isOwn(transactionId, caller, sources.ownerOf))) throw new ExecutionNotFound(executionId)

    const waitSeconds = preferredWaitSeconds(event)
    // How old the execution is, and so when the caller asks again, is not known yet: assume the shortest interval.
    const waiting = { waitMs: (waitSeconds ?? 0) * 1000, pollMs: 1000 }
    const { executionArn: _, ...state } = await currentState(executionId, waiting, sources)

    const retryAfter = retryAfterSeconds(sources.now() - Date.parse(state.startDate))
    return ok(
      { executionId, transactionId, ...state },
      {
        ...preferenceApplied(waitSeconds),
        ...(state.status === 'RUNNING' && { 'retry-after': String(retryAfter) }),
      },
    )
  })
}

const { DATA_BUCKET, STATE_MACHINE_ARNS } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARNS: z.string() })
const objects = s3Records(new S3Client(awsClient), DATA_BUCKET)

export const handler = processStateRoute(
  {
    records: executionRecords(objects),
    describe: sfnDescribeExecution(new SFNClient({ ...awsClient, maxAttempts: 1 })),
    permit: describePermit(objects),
    waitPermit: waitPermit(objects, waitingCallers),
    ownerOf: recordedOwner(objects),
    now: Date.now,
    pause,
    random: Math.random,
  },
  STATE_MACHINE_ARNS.split(','),
)
