import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { ExecutionNotFound } from '../../process/errors.ts'
import { executionNameOf } from '../../process/execution-arn.ts'
import { isOwn, type OwnerOf, recordedOwner } from '../../process/owners.ts'
import { s3Records } from '../../process/s3-records.ts'
import { type StopExecution, sfnStopExecution } from '../../process/stop-execution.ts'
import { TransactionId } from '../../process/transaction-id.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { query } from '../http/query.ts'
import { accepted, respond } from '../http/respond.ts'
import { stateLocation } from '../http/state-location.ts'
import { ExecutionArnOf } from '../requests/execution-arn.ts'

/** `DELETE /process-state?executionArn=`: stops an execution of one of `stateMachineArns`; its data is kept. */
export function stopProcessRoute(stopExecution: StopExecution, stateMachineArns: string[], ownerOf: OwnerOf) {
  const StopRequest = z.object({ executionArn: ExecutionArnOf(stateMachineArns) })

  return respond(async (event, caller) => {
    const { executionArn: executionId } = query(event, StopRequest)
    const transactionId = TransactionId.parse(executionNameOf(executionId))
    log.appendKeys({ transactionId })
    if (!(await isOwn(transactionId, caller, ownerOf))) throw new ExecutionNotFound(executionId)

    await stopExecution(executionId, 'stopped over DELETE /process-state')
    return accepted({ executionId }, { location: stateLocation(executionId, event) })
  })
}

const { DATA_BUCKET, STATE_MACHINE_ARNS } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARNS: z.string() })

export const handler = stopProcessRoute(
  sfnStopExecution(new SFNClient(awsClient)),
  STATE_MACHINE_ARNS.split(','),
  recordedOwner(s3Records(new S3Client(awsClient), DATA_BUCKET)),
)
