import { type Effect, type EngineEvent, type ExecutionResult, Expressions, outstanding, TakesLong } from '@sfs3/asl'
import type { Clock, EpochMs } from '../../../clock/clock.ts'
import type { LongExpressions } from '../expressions/long-expressions.ts'
import { patiently } from '../expressions/patiently.ts'
import type { Machines } from '../state-machines/machine-cache.ts'
import type { Execution } from '../store/executions.ts'
import type { Store } from '../store/store.ts'
import type { CrashGuard } from './crash-guard.ts'
import { end, type LiveExecution, liveExecution, nextTimerOf, release } from './live-execution.ts'
import { type Pending, pendingOf } from './pending.ts'
import { record, recordAbandoned } from './record.ts'
import { replay } from './replay.ts'
import { changedNothing, endOf, hasEnded, type Step, stepOf } from './step.ts'
import { unanswered } from './unanswered.ts'

export type NewExecution = Omit<
  Execution,
  'id' | 'status' | 'output' | 'error' | 'cause' | 'startedAt' | 'stoppedAt' | 'redriveCount' | 'redrivenAt'
> & {
  /** False for an execution that does not outlive the process: nothing of it is stored. */
  recorded?: boolean
}

/**
 * Does what an effect asks for, and answers with `driver.send`. The other effects are the driver's own.
 * @param resumed after a restart: it may have been done before, without an answer that was recorded
 */
export type Perform = (effect: OutsideEffect, live: LiveExecution, resumed: boolean) => void
export type OutsideEffect = Extract<
  Effect,
  { type: 'RunTask' | 'ReadItems' | 'WriteResults' | 'StartChild' | 'StopChild' }
>

export type EndListener = (result: ExecutionResult, stoppedAt: number) => void

type Untimed<E> = E extends EngineEvent ? Omit<E, 'at'> : never
/** An event without its time: the driver's clock gives it. */
export type UntimedEvent = Untimed<EngineEvent>

export type DriverOptions = {
  store: Store
  clock: Clock
  machines: Machines
  guard: CrashGuard
  longExpressions: LongExpressions
  perform: Perform
  /**
   * Called in the transaction in which an execution started (or was redriven) or ended; what it returns is called after the commit.
   */
  recordStatusChange: (executionArn: string, started: boolean) => () => void
  log: (message: string) => void
}

/** How long until an execution whose last step could not be written is read again. */
const reloadAfterMs = 1000

/**
 * Drives executions: the one place that gives the engine events, records each step, and then, not before it is on
 * disk, does what the engine wants done. After a restart the recorded events bring every open execution back to where it was.
 */
export class Driver {
  readonly #store: Store
  readonly #clock: Clock
  readonly #machines: Machines
  readonly #guard: CrashGuard
  readonly #longExpressions: LongExpressions
  readonly #perform: Perform
  readonly #recordStatusChange: DriverOptions['recordStatusChange']
  readonly #log: (message: string) => void
  readonly #live = new Map<string, LiveExecution>()
  readonly #endListeners = new Map<string, EndListener[]>()
  #stopped = false

  constructor({ store, clock, machines, guard, longExpressions, perform, recordStatusChange, log }: DriverOptions) {
    this.#store = store
    this.#clock = clock
    this.#machines = machines
    this.#guard = guard
    this.#longExpressions = longExpressions
    this.#perform = perform
    this.#recordStatusChange = recordStatusChange
    this.#log = log
  }

  /** How many executions are open. */
  get open(): number {
    return this.#live.size
  }

  /** What an open execution waits for; undefined when it is not open. */
  pending(executionArn: string): Pending | undefined {
    const live = this.#live.get(executionArn)
    return live && pendingOf(live.run)
  }

  /** Whether something is being done for any execution that ends without anybody's help. */
  get busy(): boolean {
    return [...this.#live.values()].some(({ run }) => pendingOf(run).busy)
  }

  /** Returns when it started. It is accepted for good once the store has committed. */
  start({ recorded = true, ...added }: NewExecution): number {
    const startedAt = this.#clock.now()
    const unstarted = this.#liveOf({ ...added, id: 0, startedAt })
    const started = { type: 'ExecutionStarted', at: startedAt } as const
    const step = this.#step(unstarted, started)
    const end = step instanceof Expressions ? undefined : endOf(step)
    const open = { status: 'RUNNING', output: null, error: null, cause: null, stoppedAt: null } as const
    const id = recorded ? this.#store.executions.insert({ ...added, startedAt, ...(end ?? open) }) : 0
    const live = { ...unstarted, id }
    this.#live.set(live.arn, live)
    if (step instanceof Expressions) this.#wait(live, started, step, true)
    else this.#commit(live, step, { opens: true, endIsKnown: true })
    return startedAt
  }

  /** Tells an open execution what happened. Returns false when it is not open. */
  send(executionArn: string, event: UntimedEvent): boolean {
    const live = this.#live.get(executionArn)
    if (live === undefined || live.run.result !== undefined || this.#stopped) return false
    this.#guard.around(executionArn, () => this.#happened(live, { ...event, at: this.#clock.now() } as EngineEvent))
    if (event.type === 'TaskSucceeded' || event.type === 'TaskFailed') end(live, event.task, 'done')
    return true
  }

  /**
   * Opens a closed execution again, where it failed.
   * @throws Error when its journal cannot be replayed
   */
  redrive(execution: Execution): number {
    const at = this.#clock.now()
    const live = this.#replay(execution)
    this.#store.executions.redrive(execution.id, at)
    this.#live.set(live.arn, live)
    this.#happened(live, { type: 'Redriven', at }, true)
    return at
  }

  /** Calls `listener` after the commit that ended this open execution. */
  onEnd(executionArn: string, listener: EndListener): void {
    const listeners = this.#endListeners.get(executionArn)
    if (listeners) listeners.push(listener)
    else this.#endListeners.set(executionArn, [listener])
  }

  /** When the next timer of an open execution is due: a wait, the pause before a retry, a timeout, a heartbeat. */
  nextTimer(executionArn: string): EpochMs | undefined {
    return nextTimerOf(this.#live.get(executionArn))?.at
  }

  /** Lets the next timer of an open execution fire now. Returns when it would have been due; undefined when it has none. */
  skipToNextTimer(executionArn: string): EpochMs | undefined {
    const live = this.#live.get(executionArn)
    const next = nextTimerOf(live)
    if (!live || !next) return undefined
    live.cancels.get(next.timer)?.('done')
    this.#fire(live, next.timer)
    return next.at
  }

  isOpen(executionArn: string): boolean {
    return this.#live.has(executionArn)
  }

  /** Resumes every execution that was open when the process ended. */
  resume(): void {
    const loaded = [...this.#store.executions.running()].map((execution) => {
      this.#guard.guard(execution.arn)
      return this.#guard.around(execution.arn, () => this.#load(execution))
    })
    for (const live of loaded) if (live) this.#performOutstanding(live)
  }

  /** Ends all timers and tasks. The executions stay open and go on with the next `resume`. */
  stop(): void {
    this.#stopped = true
    for (const live of this.#live.values()) release(live)
    this.#live.clear()
  }

  #liveOf(execution: Omit<NewExecution, 'recorded'> & { id: number; startedAt: EpochMs }): LiveExecution {
    const revision = this.#store.stateMachines.revision(execution.revision)
    return liveExecution(execution, revision, this.#machines(revision, execution.mapState))
  }

  /** Advances by an event, now, or when those before it and its own expressions have been evaluated. */
  #happened(live: LiveExecution, event: EngineEvent, opens = false): void {
    const step = live.waiting.length > 0 ? new Expressions() : this.#step(live, event)
    if (step instanceof Expressions) this.#wait(live, event, step, opens)
    else if (opens || !changedNothing(step)) this.#commit(live, step, { opens })
  }

  /** What the event makes of the execution; its expressions when one of them takes too long. */
  #step(live: LiveExecution, event: EngineEvent, expressions = new Expressions()): Step | Expressions {
    try {
      return this.#attempt(live, event, expressions)
    } catch (error) {
      if (error instanceof TakesLong) return expressions
      throw error
    }
  }

  #attempt(live: LiveExecution, event: EngineEvent, expressions: Expressions): Step {
    return stepOf(live, event, expressions, (error) =>
      this.#log(`${live.arn} failed at ${event.type}: ${error instanceof Error ? error.stack : error}`),
    )
  }

  /** Writes an event down until its expressions have been evaluated. */
  #wait(live: LiveExecution, event: EngineEvent, expressions: Expressions, opens: boolean): void {
    live.waiting.push({ event, expressions })
    const tell: (() => void)[] = []
    try {
      if (live.id !== 0) {
        this.#store.waitingEvents.add(live.id, event)
        if (opens) tell.push(this.#recordStatusChange(live.arn, true))
      }
    } catch {
      // The whole transaction is rolled back then, and #rolledBack is called when it ends.
    }
    const isFirst = live.waiting.length === 1
    const act = () => {
      for (const each of tell) this.#tell(each)
      if (isFirst) void this.#goOn(live)
    }
    this.#store.afterCommit(act, live.id === 0 ? act : (error) => this.#rolledBack(live, error))
  }

  /** Advances by each event that waits, as soon as its expressions have been evaluated. */
  async #goOn(live: LiveExecution): Promise<void> {
    for (let [first] = live.waiting; first !== undefined; [first] = live.waiting) {
      const { event, expressions } = first
      const step = await patiently(expressions, this.#longExpressions, () =>
        this.#guard.around(live.arn, () => this.#attempt(live, event, expressions)),
      )
      if (this.#stopped || this.#live.get(live.arn) !== live) return
      live.waiting.shift()
      const isLast = hasEnded(step)
      if (isLast) live.waiting.length = 0
      try {
        if (live.id !== 0) this.#store.waitingEvents[isLast ? 'clear' : 'removeFirst'](live.id)
      } catch {
        // As above.
      }
      if (changedNothing(step))
        this.#store.afterCommit(
          () => {},
          (error) => this.#rolledBack(live, error),
        )
      else this.#commit(live, step)
    }
  }

  /**
   * Records a step with its outcome; what it asks for is done once that is on disk.
   * @param opens whether the execution is open from this step on
   * @param endIsKnown its row says already that this step ended it
   */
  #commit(live: LiveExecution, step: Step, { opens = false, endIsKnown = false } = {}): void {
    live.run = step.run
    live.seq++
    const tell: (() => void)[] = []
    try {
      if (live.id !== 0) {
        record(this.#store, live, step, endIsKnown)
        if (opens) tell.push(this.#recordStatusChange(live.arn, true))
        if (hasEnded(step)) tell.push(this.#recordStatusChange(live.arn, false))
      }
    } catch {
      // The whole transaction is rolled back then, and #rolledBack is called when it ends.
    }
    const act = () => {
      for (const each of tell) this.#tell(each)
      for (const effect of step.effects) this.#do(live, effect, step.event.at)
    }
    this.#store.afterCommit(act, live.id === 0 ? act : (error) => this.#rolledBack(live, error))
  }

  #do(live: LiveExecution, effect: Effect, at: number, resumed = false): void {
    if (this.#stopped) return
    switch (effect.type) {
      case 'StartTimer': {
        const { timer } = effect
        live.cancels.set(
          timer,
          this.#clock.at(effect.at, () => this.#fire(live, timer)),
        )
        live.timers.set(timer, effect.at)
        return
      }
      case 'CancelTimer':
        end(live, effect.timer, 'cancelled')
        return
      case 'CancelTask':
        end(live, effect.task, 'cancelled')
        return
      case 'EndExecution':
        this.#ended(live, effect.result, at)
        return
      case 'StartMapRun':
      case 'EndMapRun':
        return // recorded with the step
      default:
        try {
          this.#perform(effect, live, resumed)
        } catch (error) {
          this.#log(`${effect.type} of ${live.arn} failed: ${error instanceof Error ? error.stack : error}`)
        }
    }
  }

  #fire(live: LiveExecution, timer: string): void {
    live.cancels.delete(timer)
    live.timers.delete(timer)
    this.send(live.arn, { type: 'TimerFired', timer })
  }

  #ended(live: LiveExecution, result: ExecutionResult, at: number): void {
    release(live)
    this.#live.delete(live.arn)
    this.#guard.forget(live.arn)
    // Nothing else reports an EXPRESS execution that nobody waited for.
    if (live.run.execution.type === 'EXPRESS' && live.id !== 0 && result.status !== 'SUCCEEDED')
      this.#log(`${live.arn} ended ${result.status}${result.error === undefined ? '' : `: ${result.error}`}`)
    const listeners = this.#endListeners.get(live.arn) ?? []
    this.#endListeners.delete(live.arn)
    for (const listener of listeners) listener(result, at)
  }

  #tell(statusChange: () => void): void {
    try {
      statusChange()
    } catch (error) {
      this.#log(`a status change could not be told: ${messageOf(error)}`)
    }
  }

  /** The execution as its journal says. None of its timers and tasks go on yet. */
  #replay(execution: Execution): LiveExecution {
    const live = this.#liveOf(execution)
    for (const event of this.#store.waitingEvents.of(execution.id))
      live.waiting.push({ event, expressions: new Expressions() })
    replay(live, this.#store.journal)
    return live
  }

  /** An open execution that cannot be replayed ends here, and the others go on. */
  #load(execution: Execution): LiveExecution | undefined {
    try {
      if (this.#guard.hasKilled(execution.arn))
        throw new Error('the local region died twice in a row while it was being advanced')
      const live = this.#replay(execution)
      if (live.run.result) throw new Error('its journal says that it has ended')
      this.#live.set(live.arn, live)
      return live
    } catch (error) {
      this.#log(`${execution.arn} cannot go on: ${messageOf(error)}`)
      this.#abandon(execution, `The execution cannot be resumed after a restart: ${messageOf(error)}`)
      return undefined
    }
  }

  #abandon(execution: Execution, cause: string): void {
    recordAbandoned(this.#store, execution.id, cause, this.#clock.now())
    const tell = this.#recordStatusChange(execution.arn, false)
    this.#store.afterCommit(
      () => this.#tell(tell),
      () => {},
    )
  }

  /** Begins timers and tasks that were going on when the process ended, or before the last step was rolled back. */
  #performOutstanding(live: LiveExecution): void {
    const at = this.#clock.now()
    for (const effect of unanswered(outstanding(live.run), live.waiting)) this.#do(live, effect, at, true)
    void this.#goOn(live)
  }

  /** Its last step could not be written, so it never happened: go back to what is on disk, a moment later. */
  #rolledBack(live: LiveExecution, error: unknown): void {
    if (!this.#live.delete(live.arn)) return
    release(live)
    this.#log(`${live.arn} could not be recorded: ${messageOf(error)}`)
    this.#reloadLater(live.arn)
  }

  #reloadLater(executionArn: string): void {
    this.#clock.at(this.#clock.now() + reloadAfterMs, () => {
      if (this.#stopped || this.#live.has(executionArn)) return
      try {
        const execution = this.#store.executions.get(executionArn)
        const live = execution?.status === 'RUNNING' ? this.#load(execution) : undefined
        if (live) this.#performOutstanding(live)
      } catch (error) {
        this.#log(`${executionArn} could not be read: ${messageOf(error)}`)
        this.#reloadLater(executionArn)
      }
    })
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
