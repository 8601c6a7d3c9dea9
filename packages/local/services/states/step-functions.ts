import type { Clock } from '../../clock/clock.ts'
import { awsJsonService, notImplemented } from '../../endpoint/aws-json.ts'
import type { Service } from '../../endpoint/service.ts'
import type { InvocationSource, Invoke } from '../lambda/invoke.ts'
import { CrashGuard } from './executions/crash-guard.ts'
import { Driver, type OutsideEffect } from './executions/driver.ts'
import type { LiveExecution } from './executions/live-execution.ts'
import { nestedExecutions } from './executions/nested-executions.ts'
import { Retention } from './executions/retention.ts'
import type { StatusChange } from './executions/status-change.ts'
import { type EventSink, StatusChanges } from './executions/status-changes.ts'
import { LongExpressions } from './expressions/long-expressions.ts'
import type { Authorise } from './integrations/integration.ts'
import { createIntegrations } from './integrations/integrations.ts'
import { type ClientFor, sdkClients } from './integrations/sdk/clients.ts'
import { readItems } from './map-runs/read-items.ts'
import { s3Objects } from './map-runs/s3-objects.ts'
import { startChild } from './map-runs/start-child.ts'
import { writeResults } from './map-runs/write-results.ts'
import { createMocks, type Mocks } from './mocks/mocks.ts'
import { createActivity } from './operations/create-activity.ts'
import { deleteStateMachine } from './operations/delete-state-machine.ts'
import { operations } from './operations.ts'
import { putStateMachine, type TemplateStateMachine } from './put-state-machine.ts'
import { machineCache } from './state-machines/machine-cache.ts'
import type { States } from './states.ts'
import type { RetentionLimits } from './store/retention.ts'
import { openStore } from './store/store.ts'
import { ActivityQueues } from './tasks/activity-queues.ts'
import { taskRunner } from './tasks/run-task.ts'
import { TaskTokens } from './tasks/task-tokens.ts'
import { arnsOf } from './wire/arn.ts'
import { parseBody } from './wire/parse-body.ts'
import { StatesError } from './wire/states-error.ts'

export type StepFunctionsOptions = {
  /** A folder, or ':memory:'. */
  dataDir: string
  clock: Clock
  region: string
  accountId: string
  invoke: Invoke
  authorise: Authorise
  clientFor: ClientFor
  /** The trace header of the requests that Task states make. */
  traceFor?: ((source: InvocationSource) => string) | undefined
  /** Gets the events of STANDARD executions, at least once. */
  events?: EventSink | undefined
  /** Called after the commit when one started or ended, if the process lives that long. */
  onStatusChange?: (change: StatusChange) => void
  /** Closed executions beyond these are forgotten. */
  keep?: RetentionLimits
  /** What Task states call instead of their services. */
  mocks?: Mocks | undefined
  /** Lines for the developer. Names of executions and states, never their data. */
  log: (message: string) => void
}

export type StepFunctions = {
  service: Service
  putStateMachine(machine: TemplateStateMachine): Promise<string>
  /** Removes a machine without running executions. @returns why it stays, if it does */
  removeStateMachine(name: string): string | undefined
  /** Makes an activity, unless it is there. @throws StatesError InvalidName */
  putActivity(name: string): Promise<void>
  /** What the operations work on: for the console and for tests. */
  states: States
  /** Goes on with the executions that were running when the process ended: what they call must be there by now. */
  start(): void
  stop(): Promise<void>
}

/** As long as AWS keeps them, and as many as a laptop can look through. */
const keepByDefault: RetentionLimits = { days: 90, executions: 50_000 }

/** The Step Functions of the local region. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { dataDir, clock, region, accountId, log } = options
  const store = openStore(dataDir)
  const tokens = new TaskTokens()
  const activities = new ActivityQueues()
  const sdk = sdkClients(options.clientFor, options.traceFor)
  const objects = s3Objects(options.clientFor)

  const guard = new CrashGuard(dataDir)
  const longExpressions = new LongExpressions()
  const statusChanges = new StatusChanges({ ...options, store })
  const driver = new Driver({
    store,
    clock,
    machines: machineCache(),
    guard,
    longExpressions,
    perform,
    recordStatusChange(executionArn, started) {
      const tell = statusChanges.record(executionArn, started)
      return () => {
        if (!started) retention.closed()
        tell()
      }
    },
    log,
  })
  const functionArnOf = (name: string) =>
    name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name.split(':').at(-1)}`
  const arns = arnsOf(region, accountId)
  const { integrationOf, awaitJob } = createIntegrations({
    call: sdk.call,
    lambda: { invoke: options.invoke, authorise: options.authorise, functionArnOf },
    executions: nestedExecutions({ store, driver, clock, arns }),
  })
  const mocks = options.mocks ?? createMocks()
  const states: States = { store, driver, longExpressions, clock, arns, tokens, activities, integrationOf, mocks }
  const runTask = taskRunner({
    integrationOf,
    awaitJob,
    mocks,
    tokens,
    activities,
    hasActivity: (activityArn) => store.activities.get(activityArn) !== undefined,
    send: (executionArn, event) => driver.send(executionArn, event),
    log,
  })

  function perform(effect: OutsideEffect, live: LiveExecution, resumed: boolean): void {
    switch (effect.type) {
      case 'RunTask':
        return runTask(effect, live, resumed)
      case 'ReadItems':
        void readItems(effect, live, objects).then((event) => driver.send(live.arn, event))
        return
      case 'WriteResults':
        void writeResults(effect, live, objects).then((event) => driver.send(live.arn, event))
        return
      case 'StartChild':
        return startChild(effect, live, { driver, store, clock })
      case 'StopChild':
        driver.send(effect.executionArn, { type: 'StopRequested' })
        return
      default:
        effect satisfies never
    }
  }

  const retention = new Retention(store, clock, options.keep ?? keepByDefault, log)

  return {
    service: awsJsonService({
      protocol: 'json-1.0',
      targetPrefix: 'AWSStepFunctions',
      operations,
      context: states,
      parse: parseBody,
      notImplemented: unknownOperation,
      committed: store.committed,
      defect(operation, thrown) {
        log(`${operation} failed: ${thrown instanceof Error ? thrown.stack : thrown}`)
        const message = thrown instanceof Error ? thrown.message : String(thrown)
        return new StatesError('InternalServerException', `${operation} failed: ${message}`, {}, 500)
      },
      contentLength: true,
    }),
    putStateMachine: (machine) => putStateMachine(machine, states),
    removeStateMachine(name) {
      const stateMachineArn = states.arns.stateMachine(name)
      const running = states.store.executions.runningOf(stateMachineArn).length
      if (running > 0) return running === 1 ? 'an execution is running' : `${running} executions are running`
      deleteStateMachine({ stateMachineArn }, states)
      return undefined
    },
    async putActivity(name) {
      createActivity({ name }, states)
      await store.committed()
    },
    states,
    start() {
      statusChanges.resume()
      driver.resume()
    },
    async stop() {
      retention.stop()
      statusChanges.stop()
      driver.stop()
      await longExpressions.close()
      sdk.destroy()
      objects.destroy()
      store.close()
      guard.close()
    },
  }
}

const unknownOperation = (name: string) =>
  name
    ? notImplemented(`Step Functions ${name}`)
    : new StatesError('UnknownOperationException', 'The request names no operation in X-Amz-Target')
