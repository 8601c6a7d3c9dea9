import type { States } from './states.ts'
import type { Activity } from './store/activities.ts'
import type { Alias } from './store/aliases.ts'
import type { Execution } from './store/executions.ts'
import type { MapRun } from './store/map-runs.ts'
import type { StateMachine } from './store/state-machines.ts'
import { parseArn, parseStateMachineArn } from './wire/arn.ts'
import {
  activityDoesNotExist,
  executionDoesNotExist,
  resourceNotFound,
  StatesError,
  stateMachineDoesNotExist,
} from './wire/states-error.ts'

// What the ARN in a request names, or the error that AWS answers with when it names nothing.

/**
 * The state machine with this ARN, which must not be a version's or an alias's.
 * @throws StatesError InvalidArn, ValidationException, StateMachineDoesNotExist
 */
export function stateMachineOf(stateMachineArn: string, { store }: Pick<States, 'store'>): StateMachine {
  parseStateMachineArn(stateMachineArn)
  const machine = store.stateMachines.get(stateMachineArn)
  if (machine === undefined) throw stateMachineDoesNotExist(stateMachineArn)
  return machine
}

/** @throws StatesError InvalidArn, ResourceNotFound */
export function aliasOf(stateMachineAliasArn: string, { store }: Pick<States, 'store'>): Alias {
  parseArn(stateMachineAliasArn, 'stateMachine')
  const alias = store.aliases.get(stateMachineAliasArn)
  if (alias) return alias
  const resourceName = stateMachineAliasArn
  throw new StatesError('ResourceNotFound', 'Request references a resource that does not exist.', { resourceName })
}

/**
 * The execution with this ARN. Those of EXPRESS machines are not known to the API, as on AWS.
 * @throws StatesError InvalidArn, ExecutionDoesNotExist
 */
export function executionOf(executionArn: string, { store }: Pick<States, 'store'>): Execution {
  parseArn(executionArn, 'execution')
  const execution = store.executions.get(executionArn)
  if (execution === undefined) throw executionDoesNotExist(executionArn)
  return execution
}

/** @throws StatesError InvalidArn, ResourceNotFound */
export function mapRunOf(mapRunArn: string, { store }: Pick<States, 'store'>): MapRun {
  parseArn(mapRunArn, 'mapRun')
  const mapRun = store.mapRuns.get(mapRunArn)
  if (mapRun === undefined) throw resourceNotFound(mapRunArn)
  return mapRun
}

/** @throws StatesError InvalidArn, ActivityDoesNotExist */
export function activityOf(activityArn: string, { store }: Pick<States, 'store'>): Activity {
  parseArn(activityArn, 'activity')
  const activity = store.activities.get(activityArn)
  if (activity === undefined) throw activityDoesNotExist(activityArn)
  return activity
}

/** The same ARN, when what it names can have tags: a state machine or an activity. @throws StatesError InvalidArn, ResourceNotFound */
export function taggableArn(resourceArn: string, { store }: Pick<States, 'store'>): string {
  const { resourceType } = parseArn(resourceArn, 'stateMachine', 'activity')
  const found = resourceType === 'activity' ? store.activities.get(resourceArn) : store.stateMachines.get(resourceArn)
  if (found === undefined) throw resourceNotFound(resourceArn)
  return resourceArn
}
