import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { awsClient } from '../aws-client.ts'
import { environment } from '../environment.ts'
import { log } from '../log.ts'
import { executionNameOf } from '../process/execution-arn.ts'
import { type StopExecution, sfnStopExecution } from '../process/stop-execution.ts'
import { ExecutionOf } from './execution-of.ts'
import { query } from './query.ts'
import { accepted, respond } from './respond.ts'
import { stateOf } from './state-of.ts'

/** `DELETE /process-state?executionArn=`: stops an execution of one of `stateMachineArns`; its data stays. */
export const stopProcessRoute = (stopExecution: StopExecution, stateMachineArns: string[]) => {
  const StopRequest = z.object({ executionArn: ExecutionOf(stateMachineArns) })

  return respond(async (event) => {
    const { executionArn: executionId } = query(event, StopRequest)
    log.appendKeys({ transactionId: executionNameOf(executionId) })

    await stopExecution(executionId, 'stopped over DELETE /process-state')
    return accepted({ executionId }, { location: stateOf(executionId, event) })
  })
}

const { STATE_MACHINE_ARNS } = environment({ STATE_MACHINE_ARNS: z.string() })

export const handler = stopProcessRoute(sfnStopExecution(new SFNClient(awsClient)), STATE_MACHINE_ARNS.split(','))
