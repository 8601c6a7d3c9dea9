import type { TaskState } from '../definition.ts'
import type { RunTask, TaskResource } from '../effects.ts'
import { effectiveInput, pathScope, queryScope, stateOutput } from '../execution/data-flow.ts'
import { details } from '../execution/details.ts'
import { dataLimitExceeded, evaluationFailure } from '../execution/failure-causes.ts'
import { exceedsPayloadLimit } from '../execution/limits.ts'
import { attempt, fail, leave, type StateOutcome, WAIT } from '../execution/outcome.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json, JsonObject } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { readPath } from '../jsonpath/read.ts'
import { fillTemplate } from '../payload-template.ts'
import type { RunningTask } from '../run.ts'
import { StateError } from '../state-error.ts'
import { actionName, parseResource } from '../task-resource.ts'
import { checkParameters } from './task-parameters.ts'

type TaskThread = StateThread<TaskState>

/** Schedules the task. @see https://states-language.net/#task-state */
export function startTask(t: Transition, thread: TaskThread): StateOutcome {
  const { state, active, branch } = thread
  const resource = parseResource(state.Resource)
  if (!resource)
    throw new StateError(
      'States.Runtime',
      `The resource provided ${state.Resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    )
  if (takesToken(resource)) active.taskToken = t.random.taskToken()
  const input = effectiveInput(t, thread)
  checkParameters(resource, input)
  const timeoutSeconds = seconds(t, thread, 'TimeoutSeconds')
  const heartbeatSeconds = seconds(t, thread, 'HeartbeatSeconds')
  const credentials = credentialsOf(t, thread)
  const request: RunTask = {
    type: 'RunTask',
    task: t.name(thread.path),
    resource,
    input,
    ...(active.taskToken !== undefined && { taskToken: active.taskToken }),
    ...(credentials && { credentials }),
    state: active.name,
    attempt: active.retryCount,
    ...(branch.itemIndex !== undefined && { itemIndex: branch.itemIndex }),
  }
  const task: RunningTask = {
    type: 'RunningTask',
    request,
    scheduled: false,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
  }
  active.status = task
  if (resource.type !== 'activity') taskScheduled(t, thread, task)
  t.effect(request)
  if (resource.type === 'activity') return WAIT
  startTimers(t, thread, task)
  t.later({ type: 'TaskStarted', thread, task })
  return WAIT
}

/** Its turn after it was scheduled; by then it may have been stopped. */
export function taskStarted(t: Transition, thread: TaskThread, task: RunningTask): void {
  const { resource } = task.request
  if (thread.active.status === task) t.record(thread, `${prefix(resource)}Started`, identity(resource))
}

export function taskScheduled(t: Transition, thread: TaskThread, task: RunningTask): StateOutcome {
  if (task.scheduled) return WAIT
  task.scheduled = true
  t.record(thread, `${prefix(task.request.resource)}Scheduled`, scheduled(t, thread, task))
  return WAIT
}

/** A worker took the activity; only now its time begins to run. */
export function activityStarted(
  t: Transition,
  thread: TaskThread,
  task: RunningTask,
  workerName?: string,
): StateOutcome {
  taskScheduled(t, thread, task)
  t.record(thread, 'ActivityStarted', details({ workerName }))
  task.submitted = { output: null } // a worker has it: after a restart it is not offered again
  startTimers(t, thread, task)
  return WAIT
}

export function taskSubmitted(t: Transition, thread: TaskThread, task: RunningTask, output: Json): StateOutcome {
  task.submitted = { output }
  t.record(thread, 'TaskSubmitted', { ...identity(task.request.resource), output })
  return WAIT
}

export function taskHeartbeat(t: Transition, thread: TaskThread, task: RunningTask): StateOutcome {
  if (task.heartbeatSeconds === undefined) return WAIT
  t.cancelTimer(task.heartbeat)
  task.heartbeat = t.startTimer(thread.path, t.at + task.heartbeatSeconds * 1000)
  return WAIT
}

export function taskSucceeded(t: Transition, thread: TaskThread, task: RunningTask, output: Json): StateOutcome {
  const { resource } = task.request
  if (exceedsPayloadLimit(output)) {
    const { error, cause } = dataLimitExceeded(resource.type === 'service' ? resource.service : thread.state.Resource)
    return taskFailed(t, thread, task, error, cause)
  }
  endTask(t, thread, task)
  t.observer?.observe('result', output)
  t.record(thread, `${prefix(resource)}Succeeded`, { ...identity(resource), output })
  return attempt(t, thread, () => leave(stateOutput(t, thread, output)))
}

export function taskFailed(
  t: Transition,
  thread: TaskThread,
  task: RunningTask,
  error?: string,
  cause?: string,
): StateOutcome {
  const { resource } = task.request
  endTask(t, thread, task)
  t.record(thread, `${prefix(resource)}Failed`, { ...identity(resource), ...details({ error, cause }) })
  return fail({ error, cause })
}

/** The task did not end in time, or its worker was not heard of for too long: to AWS both are a States.Timeout without a cause. */
export function taskTimedOut(t: Transition, thread: TaskThread, task: RunningTask, heartbeat: boolean): StateOutcome {
  const { resource } = task.request
  t.effect({ type: 'CancelTask', task: task.request.task })
  endTask(t, thread, task)
  t.record(thread, `${prefix(resource)}TimedOut`, { ...identity(resource), error: 'States.Timeout' })
  return fail({ error: 'States.Timeout', heartbeat })
}

export function activityMissing(t: Transition, thread: TaskThread): StateOutcome {
  const message = `The activity ${thread.state.Resource} does not exist.`
  thread.active.status = { type: 'Completing' }
  return fail(evaluationFailure(t, thread, new StateError('States.Runtime', message)))
}

function endTask(t: Transition, thread: TaskThread, task: RunningTask): void {
  t.cancelTimer(task.timeout)
  t.cancelTimer(task.heartbeat)
  thread.active.status = { type: 'Completing' }
}

function startTimers(t: Transition, { path }: TaskThread, task: RunningTask): void {
  const { timeoutSeconds, heartbeatSeconds } = task
  if (timeoutSeconds !== undefined) task.timeout = t.startTimer(path, t.at + timeoutSeconds * 1000)
  if (heartbeatSeconds !== undefined) task.heartbeat = t.startTimer(path, t.at + heartbeatSeconds * 1000)
}

function takesToken(resource: TaskResource): boolean {
  return resource.type === 'activity' || (resource.type === 'service' && resource.pattern === 'waitForTaskToken')
}

function prefix(resource: TaskResource): string {
  return resource.type === 'lambda' ? 'LambdaFunction' : resource.type === 'activity' ? 'Activity' : 'Task'
}

/** What every event of a service's task says. */
function identity(resource: TaskResource): JsonObject {
  return resource.type === 'service' ? { resource: actionName(resource), resourceType: resource.service } : {}
}

function scheduled(t: Transition, { state }: TaskThread, task: RunningTask): JsonObject {
  const { resource, input, credentials } = task.request
  const [, , , region = ''] = t.run.execution.stateMachineArn.split(':')
  const parameters =
    resource.type === 'service'
      ? { ...identity(resource), region, parameters: input }
      : { resource: state.Resource, input }
  const roleArn = credentials?.RoleArn
  return details({
    ...parameters,
    timeoutInSeconds: task.timeoutSeconds,
    heartbeatInSeconds: task.heartbeatSeconds,
    taskCredentials: roleArn === undefined ? undefined : { roleArn },
  })
}

function seconds(t: Transition, thread: TaskThread, field: 'TimeoutSeconds' | 'HeartbeatSeconds'): number | undefined {
  const { state, active } = thread
  const path = state[`${field}Path`]
  if (path !== undefined) {
    const value = readPath(path, pathScope(t, thread, active.input))
    return wholeSeconds(
      value,
      () =>
        new StateError(
          'States.Runtime',
          `The ${field}Path field refers to value "${shown(value)}" which is not a valid positive integer: ${path}`,
        ),
    )
  }
  const value = state[field]
  if (typeof value !== 'string') return value
  const result = evaluate(field, value, queryScope(t, thread), 'number')
  return wholeSeconds(
    result,
    () =>
      new StateError(
        'States.QueryEvaluationError',
        `The ${field} field must be a positive integer but was: ${shown(result)}`,
        field,
      ),
  )
}

function wholeSeconds(value: Json, error: () => StateError): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number <= 0) throw error()
  return number
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function credentialsOf(t: Transition, thread: TaskThread): JsonObject | undefined {
  const { state, active } = thread
  if (!state.Credentials) return undefined
  return (
    state.QueryLanguage === 'JSONata'
      ? evaluate('Credentials', state.Credentials, queryScope(t, thread))
      : fillTemplate(state.Credentials, pathScope(t, thread, active.input))
  ) as JsonObject
}
