import { createActivity } from './create-activity.ts'
import { createStateMachine } from './create-state-machine.ts'
import { createStateMachineAlias } from './create-state-machine-alias.ts'
import { deleteActivity } from './delete-activity.ts'
import { deleteStateMachine } from './delete-state-machine.ts'
import { deleteStateMachineAlias } from './delete-state-machine-alias.ts'
import { deleteStateMachineVersion } from './delete-state-machine-version.ts'
import { describeActivity } from './describe-activity.ts'
import { describeExecution } from './describe-execution.ts'
import { describeMapRun } from './describe-map-run.ts'
import { describeStateMachine } from './describe-state-machine.ts'
import { describeStateMachineAlias } from './describe-state-machine-alias.ts'
import { describeStateMachineForExecution } from './describe-state-machine-for-execution.ts'
import { getActivityTask } from './get-activity-task.ts'
import { getExecutionHistory } from './get-execution-history.ts'
import { listActivities } from './list-activities.ts'
import { listExecutions } from './list-executions.ts'
import { listMapRuns } from './list-map-runs.ts'
import { listStateMachineAliases } from './list-state-machine-aliases.ts'
import { listStateMachineVersions } from './list-state-machine-versions.ts'
import { listStateMachines } from './list-state-machines.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { publishStateMachineVersion } from './publish-state-machine-version.ts'
import { redriveExecution } from './redrive-execution.ts'
import { sendTaskFailure } from './send-task-failure.ts'
import { sendTaskHeartbeat } from './send-task-heartbeat.ts'
import { sendTaskSuccess } from './send-task-success.ts'
import { startExecution } from './start-execution.ts'
import { startSyncExecution } from './start-sync-execution.ts'
import type { States } from './states.ts'
import { stopExecution } from './stop-execution.ts'
import { tagResource } from './tag-resource.ts'
import { testState } from './test-state.ts'
import { untagResource } from './untag-resource.ts'
import { updateMapRun } from './update-map-run.ts'
import { updateStateMachine } from './update-state-machine.ts'
import { updateStateMachineAlias } from './update-state-machine-alias.ts'
import { validateStateMachineDefinition } from './validate-state-machine-definition.ts'
import type { Operation } from './wire/aws-json-service.ts'

/** Every operation of the Step Functions API that the local region has, by its name on the wire. */
export function operations(states: States): ReadonlyMap<string, Operation> {
  const all: readonly ((request: unknown, states: States) => unknown)[] = [
    createActivity,
    createStateMachine,
    createStateMachineAlias,
    deleteActivity,
    deleteStateMachine,
    deleteStateMachineAlias,
    deleteStateMachineVersion,
    describeActivity,
    describeExecution,
    describeMapRun,
    describeStateMachine,
    describeStateMachineAlias,
    describeStateMachineForExecution,
    getActivityTask,
    getExecutionHistory,
    listActivities,
    listExecutions,
    listMapRuns,
    listStateMachineAliases,
    listStateMachineVersions,
    listStateMachines,
    listTagsForResource,
    publishStateMachineVersion,
    redriveExecution,
    sendTaskFailure,
    sendTaskHeartbeat,
    sendTaskSuccess,
    startExecution,
    startSyncExecution,
    stopExecution,
    tagResource,
    testState,
    untagResource,
    updateMapRun,
    updateStateMachine,
    updateStateMachineAlias,
    validateStateMachineDefinition,
  ]
  return new Map(all.map((operation) => [awsName(operation.name), (request) => operation(request, states)]))
}

/** Each function is called what AWS calls the operation, but for the first letter. */
const awsName = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
