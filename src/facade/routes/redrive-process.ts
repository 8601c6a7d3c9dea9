import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import type { DescribeExecution } from '../../process/current-state.ts'
import { sfnDescribeExecution } from '../../process/describe-execution.ts'
import { ExecutionNotFound } from '../../process/errors.ts'
import { executionNameOf } from '../../process/execution-arn.ts'
import { type ExecutionRecords, executionRecords } from '../../process/execution-records.ts'
import { isOwn, type OwnerOf, recordedOwner } from '../../process/owners.ts'
import type { Records } from '../../process/records.ts'
import { type RedriveExecution, sfnRedriveExecution } from '../../process/redrive-execution.ts'
import { s3Records } from '../../process/s3-records.ts'
import { TransactionId } from '../../process/transaction-id.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { answerOnce } from '../http/answer-once.ts'
import { jsonBody } from '../http/json-body.ts'
import { accepted, respond } from '../http/respond.ts'
import { stateLocation } from '../http/state-location.ts'
import { ExecutionArnOf } from '../requests/execution-arn.ts'

type RedriveSources = {
  redrive: RedriveExecution
  describe: DescribeExecution
  records: ExecutionRecords
  requests: Records
  ownerOf: OwnerOf
  now: () => number
}

/**
 * `POST /process-redrive` `{executionArn}`: redrives an execution of one of `stateMachineArns` from the state that failed; 409
 * if it runs, has succeeded, or ended more than 14 days ago.
 */
export function redriveProcessRoute(sources: RedriveSources, stateMachineArns: string[]) {
  const RedriveRequest = z.strictObject({ executionArn: ExecutionArnOf(stateMachineArns) })
  const { redrive, describe, records } = sources

  return respond(async (event, caller) => {
    const { executionArn: executionId } = RedriveRequest.parse(jsonBody(event))
    const transactionId = TransactionId.parse(executionNameOf(executionId))
    log.appendKeys({ transactionId })
    if (!(await isOwn(transactionId, caller, sources.ownerOf))) throw new ExecutionNotFound(executionId)

    return answerOnce(event, caller, sources, async (clientToken) => {
      await redrive(executionId, clientToken)
      // The event of the redrive records this too, but later: until then the execution would be FAILED.
      const described = await describe(executionId).catch(() => undefined)
      if (described?.state.status === 'RUNNING') await records.started(described.state, described.redriveCount)
      return accepted({ executionId }, { location: stateLocation(executionId, event) })
    })
  })
}

const { DATA_BUCKET, STATE_MACHINE_ARNS } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARNS: z.string() })
const sfn = new SFNClient(awsClient)
const requests = s3Records(new S3Client(awsClient), DATA_BUCKET)

export const handler = redriveProcessRoute(
  {
    redrive: sfnRedriveExecution(sfn),
    describe: sfnDescribeExecution(sfn),
    records: executionRecords(requests),
    requests,
    ownerOf: recordedOwner(requests),
    now: Date.now,
  },
  STATE_MACHINE_ARNS.split(','),
)
