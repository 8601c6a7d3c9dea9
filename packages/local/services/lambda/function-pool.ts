import type { Clock, EpochMs } from '../../clock/clock.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import type { InvokeResult } from './invoke.ts'

type Job = { requestId: string; payload: string; settle: (result: InvokeResult) => void }
type Idle = { environment: ExecutionEnvironment; since: EpochMs }

/** What all functions share. */
export interface Capacity {
  /** A function that has no environment is about to start one: lets another function's go, if there are too many. */
  makeRoomFor(pool: FunctionPool): void
  /** May a function whose environments are all held start one more? */
  mayGrow(): boolean
}

/**
 * More environments are started when all are held by invocations that take longer than this. Short ones get through faster when
 * they wait in line: another environment costs a fifth of a second of computing.
 */
const patienceMs = 1000

/** The execution environments of one function. An invocation takes one that is free, or waits for one. */
export class FunctionPool {
  #start: () => ExecutionEnvironment
  readonly #clock: Clock
  readonly #capacity: Capacity
  #all = new Set<ExecutionEnvironment>()
  #idle: Idle[] = []
  readonly #waiting: Job[] = []
  #cancelPatience: (() => void) | undefined

  constructor(start: () => ExecutionEnvironment, clock: Clock, capacity: Capacity) {
    this.#start = start
    this.#clock = clock
    this.#capacity = capacity
  }

  /** How many environments it has, busy or not. */
  get size(): number {
    return this.#all.size
  }

  /** Since when the environment that was free longest is free. */
  get idleSince(): EpochMs | undefined {
    return this.#idle[0]?.since
  }

  run(requestId: string, payload: string): Promise<InvokeResult> {
    return new Promise((settle) => {
      this.#waiting.push({ requestId, payload, settle })
      this.#dispatch()
    })
  }

  /** Starts the first environment before anyone asks. */
  warmUp() {
    if (this.size === 0) this.#free(this.#startOne())
  }

  /** From now on invocations run in environments made by `start`; those under way end in theirs. */
  replace(start: () => ExecutionEnvironment) {
    this.#start = start
    this.#all = new Set()
    for (const { environment } of this.#idle.splice(0)) void environment.retire()
    this.#dispatch()
  }

  /** Ends the environment that was free longest. */
  async retireOne(): Promise<void> {
    const oldest = this.#idle.shift()
    if (!oldest) return
    this.#all.delete(oldest.environment)
    await oldest.environment.retire()
  }

  async stop(): Promise<void> {
    this.#cancelPatience?.()
    this.#waiting.length = 0
    await Promise.all([...this.#all].map((environment) => environment.retire()))
  }

  #dispatch() {
    while (this.#waiting.length > 0) {
      const idle = this.#idle.pop()
      const environment = idle?.environment ?? (this.size === 0 ? this.#startOne() : undefined)
      if (!environment) return this.#growAfterPatience()
      const job = this.#waiting.shift() as Job
      environment.run(job.requestId, job.payload).then((result) => {
        this.#free(environment)
        job.settle(result)
      })
    }
  }

  #startOne(): ExecutionEnvironment {
    if (this.size === 0) this.#capacity.makeRoomFor(this)
    const environment = this.#start()
    this.#all.add(environment)
    environment.onEnd(() => {
      this.#all.delete(environment)
      this.#idle = this.#idle.filter((idle) => idle.environment !== environment)
      this.#dispatch()
    })
    return environment
  }

  #free(environment: ExecutionEnvironment) {
    if (this.#all.has(environment)) this.#idle.push({ environment, since: this.#clock.now() })
    else void environment.retire()
    this.#dispatch()
  }

  #growAfterPatience() {
    this.#cancelPatience ??= this.#clock.at(this.#clock.now() + patienceMs, () => {
      this.#cancelPatience = undefined
      if (this.#waiting.length === 0) return
      const now = this.#clock.now()
      const held = [...this.#all].every(({ runningSince = now }) => now - runningSince >= patienceMs)
      for (let needed = held ? this.#waiting.length : 0; needed > 0 && this.#capacity.mayGrow(); needed--) {
        this.#free(this.#startOne())
      }
      if (this.#waiting.length > 0) this.#growAfterPatience()
    })
  }
}
