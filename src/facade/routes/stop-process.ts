import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { executionNameOf } from '../../process/execution-arn.ts'
import { type StopExecution, sfnStopExecution } from '../../process/stop-execution.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { query } from '../http/query.ts'
import { accepted, respond } from '../http/respond.ts'
import { stateLocation } from '../http/state-location.ts'
import { ExecutionArnOf } from '../requests/execution-arn.ts'

/** `DELETE /process-state?executionArn=`: stops an execution of one of `stateMachineArns`; its data is kept. */
export function stopProcessRoute(stopExecution: StopExecution, stateMachineArns: string[]) {
  const StopRequest = z.object({ executionArn: ExecutionArnOf(stateMachineArns) })

  return respond(async (event) => {
    const { executionArn: executionId } = query(event, StopRequest)
    log.appendKeys({ transactionId: executionNameOf(executionId) })

    await stopExecution(executionId, 'stopped over DELETE /process-state')
    return accepted({ executionId }, { location: stateLocation(executionId, event) })
  })
}

const { STATE_MACHINE_ARNS } = environment({ STATE_MACHINE_ARNS: z.string() })

export const handler = stopProcessRoute(sfnStopExecution(new SFNClient(awsClient)), STATE_MACHINE_ARNS.split(','))
