import type { Effect, ExecutionResult, Json } from '@sfs3/asl'
import type { Clock } from '../../../clock/clock.ts'
import type { Driver } from '../executions/driver.ts'
import type { LiveExecution } from '../executions/live-execution.ts'
import type { Execution } from '../store/executions.ts'
import type { Store } from '../store/store.ts'
import { childMachineArn } from '../wire/arn.ts'

type StartChild = Extract<Effect, { type: 'StartChild' }>

/** The disk may be full for a while. */
const againAfterMs = 1000

export type StartChildOptions = { driver: Driver; store: Store; clock: Clock }

/** Starts or redrives a child execution of a Map Run, or finds that this was done before; tells its parent when it ends. */
export function startChild(effect: StartChild, parent: LiveExecution, options: StartChildOptions): void {
  const { driver, store, clock } = options
  const { task, executionArn } = effect
  const ended = (result: ExecutionResult) => driver.send(parent.arn, { type: 'ChildEnded', task, result })
  const existing = store.executions.get(executionArn)
  const result = existing && resultOf(existing)
  if (existing && result && result.status !== 'SUCCEEDED' && existing.redriveCount < (effect.redriveCount ?? 0)) {
    driver.onEnd(executionArn, ended)
    try {
      driver.redrive(existing)
    } catch (error) {
      ended(result)
      throw error
    }
    return
  }
  if (result) {
    store.afterCommit(
      () => ended(result),
      () => {},
    )
    return
  }
  driver.onEnd(executionArn, ended)
  if (existing) return
  try {
    startNew(effect, parent, driver)
  } catch {
    // It fails the transaction, as a commit that fails does.
  }
  // One that is not written never was, and its parent waits for it. By then it may have been started in another way.
  const again = () => driver.isOpen(parent.arn) && startChild(effect, parent, options)
  store.afterCommit(
    () => {},
    () => clock.at(clock.now() + againAfterMs, again),
  )
}

function startNew(effect: StartChild, parent: LiveExecution, driver: Driver): void {
  const { executionArn, mapRunArn } = effect
  driver.start({
    arn: executionArn,
    stateMachineArn: childMachineArn(mapRunArn),
    name: effect.name,
    type: effect.executionType,
    revision: parent.revision,
    versionArn: null,
    aliasArn: null,
    mapRunArn,
    mapState: effect.mapState,
    input: JSON.stringify(effect.input),
    traceHeader: null,
    testCase: parent.testCase,
  })
}

/** What a closed execution came to. */
export function resultOf({ status, output, error, cause }: Execution): ExecutionResult | undefined {
  if (status === 'RUNNING') return undefined
  if (status === 'SUCCEEDED') return { status, output: JSON.parse(output ?? 'null') as Json }
  return { status, ...(error !== null && { error }), ...(cause !== null && { cause }) }
}
