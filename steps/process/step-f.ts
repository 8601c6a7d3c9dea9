import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { type StartExecution, sfnStartExecution } from '../../src/process/start-execution.ts'
import { startProcess } from '../../src/process/start-process.ts'
import { downstreamOf } from '../../src/process/transaction-id.ts'
import { awsClient } from '../../src/runtime/aws-client.ts'
import { environment } from '../../src/runtime/environment.ts'
import { step } from '../../src/step.ts'
import { stepE } from './step-e.ts'

export const StepFOutput = z.object({ downstreamExecutionArn: z.string() })

/** Starts the downstream process, once however often the step runs: its name follows from the transaction id. */
export function stepF(startDownstream: StartExecution) {
  return step({
    needs: z.object(stepE.adds),
    adds: { 'step-f-output': StepFOutput },
    run: async ({ 'step-e-output': e }, { transactionId, data, correlation }) => {
      const input = { startedBy: transactionId, property5: e.property5 }
      const downstream = downstreamOf(transactionId)
      return { downstreamExecutionArn: await startProcess(data, startDownstream, downstream, input, correlation) }
    },
  })
}

const { DOWNSTREAM_STATE_MACHINE_ARN } = environment({ DOWNSTREAM_STATE_MACHINE_ARN: z.string() })

export const handler = onLambda(stepF(sfnStartExecution(new SFNClient(awsClient), DOWNSTREAM_STATE_MACHINE_ARN)))
