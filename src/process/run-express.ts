import { type SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { withoutTraces } from './cause.ts'
import { ExecutionsUnavailable } from './errors.ts'
import type { Json } from './json.ts'
import { namedIfUnavailable } from './unavailable.ts'

/** How an EXPRESS execution ended. */
export type ExpressResult = {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT'
  output?: Json
  error?: string
  cause?: string
}

/** Runs an EXPRESS execution to its end, five minutes at most. @throws ExecutionsUnavailable */
export type RunExpress = (name: string, input: Json) => Promise<ExpressResult>

export function sfnRunExpress(client: SFNClient, stateMachineArn: string): RunExpress {
  return async (name, input) => {
    try {
      const { status, output, error, cause } = await client.send(
        new StartSyncExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
      )
      if (!status) throw new Error('StartSyncExecution answered without a status')
      return {
        status,
        ...(output !== undefined && { output: JSON.parse(output) }),
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause: withoutTraces(cause) }),
      }
    } catch (error) {
      throw namedIfUnavailable(error, ExecutionsUnavailable)
    }
  }
}
