import type { Json, RunTask } from '@sfs3/asl'
import type { Told } from '../driver.ts'
import { type Integration, TaskFailure, type TaskRequest } from '../integrations/integration.ts'
import type { IntegrationOf } from '../integrations/integrations.ts'
import type { Ended, LiveExecution } from '../live-execution.ts'
import type { ActivityQueues } from './activity-queues.ts'
import type { TaskTokens } from './task-tokens.ts'

export type RunTaskOptions = {
  integrationOf: IntegrationOf
  /** Waits for the job that a `.sync` request started; `submitted` is what the service answered to it. */
  awaitJob: (request: TaskRequest, submitted: Json) => Promise<Json>
  tokens: TaskTokens
  activities: ActivityQueues
  hasActivity: (activityArn: string) => boolean
  tell: (executionArn: string, told: Told) => boolean
  log: (message: string) => void
}

/** Does what a Task state asks for, and tells the execution what came of it. Ends early when the task is cancelled. */
export function taskRunner(options: RunTaskOptions): (effect: RunTask, live: LiveExecution, again: boolean) => void {
  const { tokens, activities, tell } = options
  return (effect, live, again) => {
    const abort = new AbortController()
    const submitted = Promise.withResolvers<void>()
    const { task, taskToken, resource } = effect
    const cancels: ((why: Ended) => void)[] = [(why) => abort.abort(why)]
    live.cancels.set(task, (why) => {
      for (const cancel of cancels) cancel(why)
    })
    if (taskToken !== undefined) {
      cancels.push(tokens.add(taskToken, { executionArn: live.arn, task, submitted: submitted.promise }))
    }
    if (resource.type === 'activity') {
      submitted.resolve()
      if (taskToken === undefined || effect.submitted !== undefined) return
      if (!options.hasActivity(resource.activityArn)) {
        tell(live.arn, { type: 'ActivityMissing', task })
        return
      }
      tell(live.arn, { type: 'ActivityScheduled', task })
      const offered = { executionArn: live.arn, task, taskToken, input: JSON.stringify(effect.input) }
      cancels.push(activities.offer(resource.activityArn, offered))
      return
    }
    const { RoleArn } = effect.credentials ?? {}
    const request: TaskRequest = {
      ...effect,
      executionArn: live.arn,
      stateMachineArn: live.run.execution.stateMachineArn,
      roleArn: typeof RoleArn === 'string' ? RoleArn : live.roleArn,
      signal: abort.signal,
      ...(again && { sentSince: live.run.execution.startedAt }),
    }
    void answer(options, request).finally(submitted.resolve)
  }
}

async function answer(options: RunTaskOptions, request: TaskRequest): Promise<void> {
  const { integrationOf, awaitJob, tell, log } = options
  const { task, resource, executionArn, signal } = request
  const pattern = resource.type === 'service' ? resource.pattern : 'requestResponse'
  try {
    const output = request.submitted ?? (await callOf(integrationOf, request)(request))
    if (signal.aborted) return
    if (pattern === 'requestResponse') tell(executionArn, { type: 'TaskSucceeded', task, output })
    else {
      if (request.submitted === undefined) tell(executionArn, { type: 'TaskSubmitted', task, output })
      if (pattern !== 'waitForTaskToken') {
        const ended = await awaitJob(request, output)
        if (!signal.aborted) tell(executionArn, { type: 'TaskSucceeded', task, output: ended })
      }
    }
  } catch (error) {
    if (!signal.aborted) tell(executionArn, { type: 'TaskFailed', task, ...failureOf(error, request, log) })
  }
}

function callOf(integrationOf: IntegrationOf, { resource, state }: RunTask): Integration {
  const integration = integrationOf(resource)
  if (integration) return integration
  const what = resource.type === 'service' ? `${resource.service}:${resource.action}` : resource.type
  throw new TaskFailure(
    'States.Runtime',
    `The local region does not integrate '${what}', which state '${state}' asks for`,
  )
}

function failureOf(thrown: unknown, { state, executionArn }: TaskRequest, log: (message: string) => void) {
  if (thrown instanceof TaskFailure) {
    const { error, message } = thrown
    return { ...(error !== undefined && { error }), ...(message !== '' && { cause: message }) }
  }
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  log(`state ${state} of ${executionArn} failed for a reason of the local region: ${message}`)
  return { error: 'States.Runtime', cause: thrown instanceof Error ? thrown.message : String(thrown) }
}
