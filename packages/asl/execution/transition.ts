import { type Machine, processor, type State, type TaskState } from '../definition.ts'
import type { Effect } from '../effects.ts'
import type { EpochMs } from '../epoch-ms.ts'
import type { HistoryEvent } from '../history.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Expressions } from '../jsonata/long-expressions.ts'
import { Random } from '../random/random.ts'
import type { ActiveState, Branch, Run, RunningTask, Timer } from '../run.ts'
import type { QueryScope } from '../scope.ts'
import { address, type Path } from './address.ts'
import { HistoryFull, historyLimit } from './limits.ts'
import type { StateObserver } from './observer.ts'

/** A branch that a transition may write to, with the machine that it runs. */
export type Thread = { path: Path; machine: Machine; branch: Branch }

/** A thread that is in a state. */
export type StateThread<S extends State = State> = Thread & { state: S; active: ActiveState }

/** What a thread does when its turn comes. */
export type Turn =
  | { type: 'EnterState'; thread: Thread; entering: ActiveState }
  | { type: 'RestartState'; thread: StateThread }
  | { type: 'TaskStarted'; thread: StateThread<TaskState>; task: RunningTask }
  | { type: 'EndBranch'; thread: Thread; output: Json }

/**
 * The draft of what one event makes of a run. What is written to is copied first, on the way down from the root, so the run
 * that came in stays as it was and the copy costs what the depth costs, not what the run holds.
 */
export class Transition {
  readonly machine: Machine
  readonly run: Run
  readonly at: EpochMs
  readonly history: HistoryEvent[] = []
  readonly effects: Effect[] = []
  readonly random: Random
  readonly observer: StateObserver | undefined
  readonly evaluate: QueryScope['evaluate']
  readonly #own = new Set<Branch>()
  readonly #turns: Turn[] = []
  #nextTurn = 0

  constructor(
    machine: Machine,
    run: Run,
    at: EpochMs,
    { observer, expressions }: { observer?: StateObserver | undefined; expressions?: Expressions | undefined } = {},
  ) {
    this.machine = machine
    this.run = { ...run }
    this.at = at
    this.random = new Random(run.random)
    this.observer = observer
    this.evaluate = expressions && ((text, scope) => expressions.evaluate(text, scope, this.random))
    this.run.root = this.#copy(run.root)
  }

  get root(): Thread {
    return { path: [], machine: this.machine, branch: this.run.root }
  }

  /** The thread at a path, ready to be written to; undefined where there is none any more. */
  thread(path: Path): Thread | undefined {
    let thread = this.root
    for (const index of path) {
      const child = this.child(thread, index)
      if (!child) return undefined
      thread = child
    }
    return thread
  }

  child({ path, machine, branch }: Thread, index: number): Thread | undefined {
    const status = branch.state?.status
    const inside = status?.type === 'Stopped' ? status.inside : status
    const state = machine.States[branch.state?.name ?? '']
    if (inside?.type === 'RunningBranches' && state?.Type === 'Parallel') {
      const [was, of] = [inside.branches[index], state.Branches[index]]
      if (!was || !of) return undefined
      const child = this.#copy(was)
      inside.branches[index] = child
      return { path: [...path, index], machine: of, branch: child }
    }
    if (inside?.type === 'RunningIterations' && state?.Type === 'Map') {
      const at = inside.running.findIndex((iteration) => iteration.index === index)
      const was = inside.running[at]
      if (!was) return undefined
      const child = this.#copy(was.branch)
      inside.running[at] = { index, branch: child }
      return { path: [...path, index], machine: processor(state), branch: child }
    }
    return undefined
  }

  /** The thread of the Parallel or Map state that this one is a child of. */
  parent(thread: Thread): StateThread {
    const parent = this.thread(thread.path.slice(0, -1))
    if (!parent) throw new Error('a child without a parent')
    return this.inState(parent)
  }

  inState(thread: Thread): StateThread {
    const active = thread.branch.state
    const state = active && thread.machine.States[active.name]
    if (!active || !state) throw new Error(`no state '${active?.name}' at '${thread.path.join('.')}'`)
    return { ...thread, state, active }
  }

  /** A child that did not exist before this transition. */
  newBranch(branch: Branch): Branch {
    this.#own.add(branch)
    return branch
  }

  /** Adds an event to the history after the thread's last one. */
  record(thread: Thread, type: string, details?: JsonObject): number {
    const id = this.recordAfter(thread.branch.lastEventId, type, details)
    thread.branch.lastEventId = id
    return id
  }

  /** Adds an event that is not on any thread's own line. */
  recordAfter(previousEventId: number, type: string, details?: JsonObject): number {
    const id = this.run.lastEventId + 1
    if (id >= historyLimit(this.run.execution.type) && !isLast(type)) throw new HistoryFull()
    this.run.lastEventId = id
    this.history.push({ id, previousEventId, timestamp: this.at, type, ...(details && { details }) })
    return id
  }

  effect(effect: Effect): void {
    this.effects.push(effect)
  }

  startTimer(path: Path, at: EpochMs): Timer {
    const timer = { timer: this.name(path), at }
    this.effect({ type: 'StartTimer', ...timer })
    return timer
  }

  cancelTimer(timer: Timer | undefined): void {
    if (timer) this.effect({ type: 'CancelTimer', timer: timer.timer })
  }

  /** A name that no task or timer of this run has had. */
  name(path: Path): string {
    return address(path, this.run.nextSerial++)
  }

  /** Puts this behind everything that is to be done already: threads take turns. */
  later(turn: Turn): void {
    this.#turns.push(turn)
  }

  /** Whose turn it is; undefined when nothing more can be done without an answer from outside. */
  nextTurn(): Turn | undefined {
    if (this.run.result || this.#nextTurn === this.#turns.length) return undefined
    if (this.#nextTurn === 4096) {
      this.#turns.splice(0, this.#nextTurn)
      this.#nextTurn = 0
    }
    return this.#turns[this.#nextTurn++]
  }

  /** The run as this transition has made it. */
  finish(): Run {
    this.run.random = this.random.state
    return this.run
  }

  #copy(branch: Branch): Branch {
    if (this.#own.has(branch)) return branch
    const copy = { ...branch }
    if (copy.state) copy.state = { ...copy.state, status: { ...copy.state.status } }
    const status = copy.state?.status
    const inside = status?.type === 'Stopped' && status.inside ? { ...status.inside } : status
    if (status?.type === 'Stopped' && inside !== status) status.inside = inside as typeof status.inside & {}
    if (inside?.type === 'RunningBranches') inside.branches = inside.branches.slice()
    if (inside?.type === 'RunningIterations') inside.running = inside.running.slice()
    this.#own.add(copy)
    return copy
  }
}

function isLast(type: string): boolean {
  return type.startsWith('Execution') && type !== 'ExecutionStarted' && type !== 'ExecutionRedriven'
}
