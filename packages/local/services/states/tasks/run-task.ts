import type { Json, RunTask } from '@sfs3/asl'
import type { UntimedEvent } from '../executions/driver.ts'
import type { EndReason, LiveExecution } from '../executions/live-execution.ts'
import { type IntegrationOf, TaskFailure, type TaskRequest } from '../integrations/integration.ts'
import type { Mocks } from '../mocks/mocks.ts'
import type { ActivityQueues } from './activity-queues.ts'
import type { TaskTokens } from './task-tokens.ts'

export type RunTaskOptions = {
  integrationOf: IntegrationOf
  /** Waits for the job that a `.sync` request started; `submitted` is what the service answered to it. */
  awaitJob: (request: TaskRequest, submitted: Json) => Promise<Json>
  /** What is called instead of a service comes first. */
  mocks: Pick<Mocks, 'of'>
  tokens: TaskTokens
  activities: ActivityQueues
  hasActivity: (activityArn: string) => boolean
  /** Tells an execution what came of its task. */
  send: (executionArn: string, event: UntimedEvent) => boolean
  log: (message: string) => void
}

/**
 * Does what a Task state asks for, and tells the execution what came of it. Ends early when the task is cancelled.
 * `resumed` is a task that a restart interrupted: it may have been done before.
 */
export function taskRunner(options: RunTaskOptions): (effect: RunTask, live: LiveExecution, resumed: boolean) => void {
  const { tokens, activities, send } = options
  return (effect, live, resumed) => {
    const abort = new AbortController()
    const submitted = Promise.withResolvers<void>()
    const { task, taskToken, resource } = effect
    const cancels: ((why: EndReason) => void)[] = [(why) => abort.abort(why)]
    live.cancels.set(task, (why) => {
      for (const cancel of cancels) cancel(why)
    })
    const execution = { arn: live.arn, stateMachineArn: live.run.execution.stateMachineArn, testCase: live.testCase }
    const mock = options.mocks.of(effect, execution)
    if (mock) {
      void mocked(mock(effect, execution), effect, live.arn, abort.signal, options)
      return
    }
    if (taskToken !== undefined) {
      cancels.push(tokens.add(taskToken, { executionArn: live.arn, task, submitted: submitted.promise }))
    }
    if (resource.type === 'activity') {
      submitted.resolve()
      if (taskToken === undefined || effect.submitted !== undefined) return
      if (!options.hasActivity(resource.activityArn)) {
        send(live.arn, { type: 'ActivityMissing', task })
        return
      }
      send(live.arn, { type: 'ActivityScheduled', task })
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
      ...(resumed && { sentSince: live.run.execution.startedAt }),
    }
    void answer(options, request).finally(submitted.resolve)
  }
}

async function answer(options: RunTaskOptions, request: TaskRequest): Promise<void> {
  const { integrationOf, awaitJob, send, log } = options
  const { task, resource, executionArn, signal } = request
  const pattern = resource.type === 'service' ? resource.pattern : 'requestResponse'
  try {
    const output = request.submitted ?? (await integrated(integrationOf, request)(request))
    if (signal.aborted) return
    if (pattern === 'requestResponse') send(executionArn, { type: 'TaskSucceeded', task, output })
    else {
      if (request.submitted === undefined) send(executionArn, { type: 'TaskSubmitted', task, output })
      if (pattern !== 'waitForTaskToken') {
        const ended = await awaitJob(request, output)
        if (!signal.aborted) send(executionArn, { type: 'TaskSucceeded', task, output: ended })
      }
    }
  } catch (error) {
    if (!signal.aborted) send(executionArn, { type: 'TaskFailed', task, ...failureOf(error, request, log) })
  }
}

/** A mocked task never meets its service, not even the queue of its activity: it ends as the mock says. */
async function mocked(
  answer: Promise<Json>,
  { task, state, resource }: RunTask,
  executionArn: string,
  signal: AbortSignal,
  { send, log }: Pick<RunTaskOptions, 'send' | 'log'>,
): Promise<void> {
  if (resource.type === 'activity') send(executionArn, { type: 'ActivityStarted', task })
  try {
    const output = await answer
    if (!signal.aborted) send(executionArn, { type: 'TaskSucceeded', task, output })
  } catch (error) {
    if (!signal.aborted)
      send(executionArn, { type: 'TaskFailed', task, ...failureOf(error, { state, executionArn }, log) })
  }
}

function integrated(
  integrationOf: IntegrationOf,
  { resource, state }: RunTask,
): NonNullable<ReturnType<IntegrationOf>> {
  const integration = integrationOf(resource)
  if (integration) return integration
  const what = resource.type === 'service' ? `${resource.service}:${resource.action}` : resource.type
  throw new TaskFailure(
    'States.Runtime',
    `The local region does not run '${what}', which state '${state}' asks for: mock the state, with SFN_MOCK_CONFIG or a test's region.mock`,
  )
}

function failureOf(
  thrown: unknown,
  { state, executionArn }: Pick<TaskRequest, 'state' | 'executionArn'>,
  log: (message: string) => void,
) {
  if (thrown instanceof TaskFailure) {
    const { error, message } = thrown
    return { ...(error !== undefined && { error }), ...(message !== '' && { cause: message }) }
  }
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  log(`state ${state} of ${executionArn} failed for a reason of the local region: ${message}`)
  return { error: 'States.Runtime', cause: thrown instanceof Error ? thrown.message : String(thrown) }
}
