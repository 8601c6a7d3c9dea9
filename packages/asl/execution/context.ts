import type { JsonObject } from '../json.ts'
import type { ActiveState, Execution, MapItem } from '../run.ts'
import { isoTime } from '../timestamp.ts'
import { details } from './details.ts'

/**
 * The context object: `$$` in JSONPath, `$states.context` in JSONata.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextObject(
  execution: Execution,
  active: ActiveState,
  // The item is for the Map state's own fields only: states inside an iteration do not see it.
  options: { retries: boolean; item: MapItem | undefined },
): JsonObject {
  const machineArn = execution.stateMachineArn
  return details({
    Execution: details({
      Id: execution.executionArn,
      Input: execution.input,
      StartTime: isoTime(execution.startedAt),
      Name: execution.name,
      RoleArn: execution.roleArn,
      RedriveCount: execution.redriveCount,
      RedriveTime: execution.redrivenAt === undefined ? undefined : isoTime(execution.redrivenAt),
    }),
    StateMachine: { Id: machineArn, Name: machineArn.split(':')[6] ?? machineArn },
    State: details({
      Name: active.name,
      EnteredTime: isoTime(active.enteredAt),
      RetryCount: options.retries ? active.retryCount : undefined,
    }),
    Task: active.taskToken === undefined ? undefined : { Token: active.taskToken },
    Map: options.item && { Item: options.item },
  })
}
