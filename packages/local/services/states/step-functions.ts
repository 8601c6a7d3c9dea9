import type { JsonObject } from '@sfs3/asl'
import type { Clock } from '../../clock/clock.ts'
import type { Service } from '../../endpoint/service.ts'
import type { Invoke } from '../lambda/invoke.ts'
import { describeExecution } from './describe-execution.ts'
import { Driver, type OutsideEffect } from './driver.ts'
import { integrations } from './integrations/integrations.ts'
import type { Authorise } from './integrations/lambda.ts'
import { type ClientFor, sdkClients } from './integrations/sdk-clients.ts'
import { endOfExecution, nestedDescription } from './integrations/states.ts'
import type { LiveExecution } from './live-execution.ts'
import { machineCache } from './machines.ts'
import { readItems } from './map-runs/read-items.ts'
import { s3Objects } from './map-runs/s3-objects.ts'
import { startChild } from './map-runs/start-child.ts'
import { writeResults } from './map-runs/write-results.ts'
import { operations } from './operations.ts'
import { putStateMachine, type TemplateStateMachine } from './put-state-machine.ts'
import { Retention } from './retention.ts'
import { startedEarlier } from './started-earlier.ts'
import type { States } from './states.ts'
import { type StatusChange, statusChange } from './status-change.ts'
import type { Keep } from './store/retention.ts'
import { openStore } from './store/store.ts'
import { ActivityQueues } from './tasks/activity-queues.ts'
import { taskRunner } from './tasks/run-task.ts'
import { TaskTokens } from './tasks/task-tokens.ts'
import { arnsOf } from './wire/arn.ts'
import { awsJsonService } from './wire/aws-json-service.ts'

export type StepFunctionsOptions = {
  /** A folder, or ':memory:'. */
  dataDir: string
  clock: Clock
  region: string
  accountId: string
  invoke: Invoke
  authorise: Authorise
  clientFor: ClientFor
  onStatusChange?: (change: StatusChange) => void
  /** Closed executions beyond these are forgotten. */
  keep?: Keep
  /** Lines for the developer. Names of executions and states, never their data. */
  log: (message: string) => void
}

export type StepFunctions = {
  service: Service
  putStateMachine(machine: TemplateStateMachine): Promise<string>
  /** What the operations work on: for the console and for tests. */
  states: States
  /** Goes on with the executions that were running when the process ended: what they call must be there by now. */
  start(): void
  stop(): Promise<void>
}

/** As long as AWS keeps them, and as many as a laptop can look through. */
const keepByDefault: Keep = { days: 90, executions: 50_000 }

/** The Step Functions of the local region. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { dataDir, clock, region, accountId, onStatusChange, log } = options
  const store = openStore(dataDir)
  const tokens = new TaskTokens()
  const activities = new ActivityQueues()
  const sdk = sdkClients(options.clientFor)
  const objects = s3Objects(options.clientFor)

  const driver = new Driver({
    store,
    clock,
    machines: machineCache(),
    perform,
    onStatusChange(executionArn, began) {
      if (!began) retention.closed()
      const change = onStatusChange && statusChange(executionArn, began, states)
      if (change) onStatusChange(change)
    },
    log,
  })
  const functionArnOf = (name: string) =>
    name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name.split(':').at(-1)}`
  const integrationOf = integrations(
    sdk.call,
    { invoke: options.invoke, authorise: options.authorise, functionArnOf },
    (parameters, since) => startedEarlier(parameters, since, states),
  )
  const states: States = {
    store,
    driver,
    clock,
    arns: arnsOf(region, accountId),
    tokens,
    activities,
    integrationOf,
  }
  const runTask = taskRunner({
    integrationOf,
    awaitJob: (request, submitted) => endOfExecution(descriptionAtEnd, stopNested, request, submitted),
    tokens,
    activities,
    hasActivity: (activityArn) => store.activities.get(activityArn) !== undefined,
    tell: (executionArn, told) => driver.tell(executionArn, told),
    log,
  })

  function perform(effect: OutsideEffect, live: LiveExecution, again: boolean): void {
    switch (effect.type) {
      case 'RunTask':
        return runTask(effect, live, again)
      case 'ReadItems':
        void readItems(effect, live, objects).then((told) => driver.tell(live.arn, told))
        return
      case 'WriteResults':
        void writeResults(effect, live, objects).then((told) => driver.tell(live.arn, told))
        return
      case 'StartChild':
        return startChild(effect, live, driver, store)
      case 'StopChild':
        driver.tell(effect.executionArn, { type: 'StopRequested' })
        return
      default:
        effect satisfies never
    }
  }

  function descriptionAtEnd(executionArn: string): Promise<JsonObject> {
    const describe = () => nestedDescription(describeExecution({ executionArn }, states))
    return new Promise((resolve) => {
      if (driver.isOpen(executionArn)) driver.onEnd(executionArn, () => resolve(describe()))
      else resolve(describe())
    })
  }

  const stopNested = (executionArn: string) => void driver.tell(executionArn, { type: 'StopRequested' })

  const retention = new Retention(store, clock, options.keep ?? keepByDefault, log)

  return {
    service: awsJsonService(operations(states), store.committed, (operation, error) =>
      log(`${operation} failed: ${error instanceof Error ? error.stack : error}`),
    ),
    putStateMachine: (machine) => putStateMachine(machine, states),
    states,
    start: () => driver.resume(),
    async stop() {
      retention.stop()
      driver.stop()
      sdk.destroy()
      objects.destroy()
      store.close()
    },
  }
}
