import type { TaskState } from '../definition.ts'
import type { RunTask, TaskResource } from '../effects.ts'
import { effectiveInput, handover, pathScope, queryScope } from '../execution/data-flow.ts'
import { exceedsPayloadLimit } from '../execution/limits.ts'
import { details, type StateThread, type Transition } from '../execution/transition.ts'
import { dataLimitExceeded, fail, failEvaluation } from '../interpreter/failure.ts'
import { attempt, leave } from '../interpreter/flow.ts'
import type { Json, JsonObject } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { readPath } from '../jsonpath/read.ts'
import { fillTemplate } from '../payload-template.ts'
import type { DoingTask } from '../run.ts'
import { StateError } from '../state-error.ts'
import { actionName, parseResource } from '../task-resource.ts'
import { checkParameters } from './task-parameters.ts'

type TaskThread = StateThread<TaskState>

/** Schedules the task. @see https://states-language.net/#task-state */
export function startTask(t: Transition, thread: TaskThread): void {
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
  const doing: DoingTask = {
    what: 'task',
    request,
    scheduled: false,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
  }
  active.doing = doing
  if (resource.kind !== 'activity') taskScheduled(t, thread, doing)
  t.effect(request)
  if (resource.kind === 'activity') return
  startTimers(t, thread, doing)
  t.later(() => {
    if (active.doing === doing) t.record(thread, `${prefix(resource)}Started`, identity(resource))
  })
}

export function taskScheduled(t: Transition, thread: TaskThread, doing: DoingTask): void {
  if (doing.scheduled) return
  doing.scheduled = true
  t.record(thread, `${prefix(doing.request.resource)}Scheduled`, scheduled(t, thread, doing))
}

/** A worker took the activity; only now its time begins to run. */
export function activityStarted(t: Transition, thread: TaskThread, doing: DoingTask, workerName?: string): void {
  taskScheduled(t, thread, doing)
  t.record(thread, 'ActivityStarted', details({ workerName }))
  doing.submitted = { output: null } // a worker has it: after a restart it is not offered again
  startTimers(t, thread, doing)
}

export function taskSubmitted(t: Transition, thread: TaskThread, doing: DoingTask, output: Json): void {
  doing.submitted = { output }
  t.record(thread, 'TaskSubmitted', { ...identity(doing.request.resource), output })
}

export function taskHeartbeat(t: Transition, thread: TaskThread, doing: DoingTask): void {
  if (doing.heartbeatSeconds === undefined) return
  t.cancelTimer(doing.heartbeat)
  doing.heartbeat = t.startTimer(thread.path, t.at + doing.heartbeatSeconds * 1000)
}

export function taskSucceeded(t: Transition, thread: TaskThread, doing: DoingTask, output: Json): void {
  const { resource } = doing.request
  if (exceedsPayloadLimit(output)) {
    const { error, cause } = dataLimitExceeded(resource.kind === 'service' ? resource.service : thread.state.Resource)
    return taskFailed(t, thread, doing, error, cause)
  }
  answered(t, thread, doing)
  t.inspection?.see('result', output)
  t.record(thread, `${prefix(resource)}Succeeded`, { ...identity(resource), output })
  attempt(t, thread, () => leave(t, thread, handover(t, thread, output)))
}

export function taskFailed(t: Transition, thread: TaskThread, doing: DoingTask, error?: string, cause?: string): void {
  const { resource } = doing.request
  answered(t, thread, doing)
  t.record(thread, `${prefix(resource)}Failed`, { ...identity(resource), ...details({ error, cause }) })
  fail(t, thread, { error, cause })
}

/** The task did not end in time, or its worker was not heard of for too long: to AWS both are a States.Timeout without a cause. */
export function taskTimedOut(t: Transition, thread: TaskThread, doing: DoingTask, heartbeat: boolean): void {
  const { resource, task } = doing.request
  t.effect({ type: 'CancelTask', task })
  answered(t, thread, doing)
  t.record(thread, `${prefix(resource)}TimedOut`, { ...identity(resource), error: 'States.Timeout' })
  fail(t, thread, { error: 'States.Timeout', heartbeat })
}

export function activityMissing(t: Transition, thread: TaskThread): void {
  const message = `The activity ${thread.state.Resource} does not exist.`
  thread.active.doing = { what: 'answered' }
  failEvaluation(t, thread, new StateError('States.Runtime', message))
}

function answered(t: Transition, thread: TaskThread, doing: DoingTask): void {
  t.cancelTimer(doing.timeout)
  t.cancelTimer(doing.heartbeat)
  thread.active.doing = { what: 'answered' }
}

function startTimers(t: Transition, { path }: TaskThread, doing: DoingTask): void {
  const { timeoutSeconds, heartbeatSeconds } = doing
  if (timeoutSeconds !== undefined) doing.timeout = t.startTimer(path, t.at + timeoutSeconds * 1000)
  if (heartbeatSeconds !== undefined) doing.heartbeat = t.startTimer(path, t.at + heartbeatSeconds * 1000)
}

function takesToken(resource: TaskResource): boolean {
  return resource.kind === 'activity' || (resource.kind === 'service' && resource.pattern === 'waitForTaskToken')
}

function prefix(resource: TaskResource): string {
  return resource.kind === 'lambda' ? 'LambdaFunction' : resource.kind === 'activity' ? 'Activity' : 'Task'
}

/** What every event of a service's task says. */
function identity(resource: TaskResource): JsonObject {
  return resource.kind === 'service' ? { resource: actionName(resource), resourceType: resource.service } : {}
}

function scheduled(t: Transition, { state }: TaskThread, doing: DoingTask): JsonObject {
  const { resource, input, credentials } = doing.request
  const [, , , region = ''] = t.run.execution.stateMachineArn.split(':')
  const what =
    resource.kind === 'service'
      ? { ...identity(resource), region, parameters: input }
      : { resource: state.Resource, input }
  const roleArn = credentials?.RoleArn
  return details({
    ...what,
    timeoutInSeconds: doing.timeoutSeconds,
    heartbeatInSeconds: doing.heartbeatSeconds,
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
