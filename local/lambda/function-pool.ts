import type { Clock, EpochMs } from '../clock.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import type { InvokeResult } from './invoke.ts'

type Job = { requestId: string; payload: string; settle: (result: InvokeResult) => void }
type Idle = { environment: ExecutionEnvironment; since: EpochMs }

/**
 * One more environment is started when all are held by invocations that take longer than this. Short ones get through faster
 * when they wait in line: another environment costs a fifth of a second of computing.
 */
const patienceMs = 500

/** The execution environments of one function. An invocation takes one that is free, or waits for one. */
export class FunctionPool {
  #start: () => ExecutionEnvironment
  readonly #clock: Clock
  /** Asks whether one more environment may be started. */
  readonly #mayGrow: (pool: FunctionPool) => boolean
  #all = new Set<ExecutionEnvironment>()
  /** Since when each environment that runs an invocation runs it. */
  readonly #busySince = new Map<ExecutionEnvironment, EpochMs>()
  #idle: Idle[] = []
  readonly #waiting: Job[] = []
  #cancelPatience: (() => void) | undefined

  constructor(start: () => ExecutionEnvironment, clock: Clock, mayGrow: (pool: FunctionPool) => boolean) {
    this.#start = start
    this.#clock = clock
    this.#mayGrow = mayGrow
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
      this.#busySince.set(environment, this.#clock.now())
      environment.run(job.requestId, job.payload).then((result) => {
        this.#busySince.delete(environment)
        this.#free(environment)
        job.settle(result)
      })
    }
  }

  #startOne(): ExecutionEnvironment {
    if (this.size === 0) this.#mayGrow(this)
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
      const held = [...this.#all].every((busy) => now - (this.#busySince.get(busy) ?? now) >= patienceMs)
      if (held && this.#mayGrow(this)) this.#free(this.#startOne())
      else this.#growAfterPatience()
    })
  }
}
