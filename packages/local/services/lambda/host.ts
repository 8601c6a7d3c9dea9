import { randomUUID } from 'node:crypto'
import type { Clock, EpochMs } from '../../clock/clock.ts'
import type { CredentialsOf } from '../../iam/credentials.ts'
import type { AccountRegion } from '../account-region.ts'
import type { Bundles } from './bundles.ts'
import { ExecutionEnvironment } from './execution-environment.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import { type Capacity, FunctionPool } from './function-pool.ts'
import type { InvocationWatch } from './invocation-watch.ts'
import {
  FunctionNotFound,
  type Invoke,
  type InvokeResult,
  maxPayloadBytes,
  RequestTooLarge,
  TooManyRequests,
} from './invoke.ts'
import type { LogLevel, LogSink } from './logs.ts'

/** So many more while invocations hold theirs, e.g. until an execution ends. */
const heldEnvironments = 50

/** An environment that nobody used for so long is ended; the last one of a function may wait longer. */
const idleMs = { surplus: 5_000, last: 600_000 }

export type LambdaHostSettings = AccountRegion & {
  bundles: Bundles
  clock: Clock
  awsEndpoint: string
  credentialsOf: CredentialsOf
  logs: LogSink
  logLevel?: LogLevel | undefined
  /**
   * How many invocations may run at once in the account; 1,000 if absent.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  concurrentExecutions?: number
  watch?: InvocationWatch | undefined
  /** So many worker threads at most, as each costs about 20 MB; but every function may have one. */
  maxEnvironments?: number
}

type Deployed = { configuration: FunctionConfiguration; pool: FunctionPool; running: number; usedAt?: EpochMs }

/** Runs the functions of the stack in worker threads. */
export class LambdaHost implements Capacity {
  readonly #settings: LambdaHostSettings
  readonly #maxEnvironments: number
  readonly #concurrentExecutions: number
  readonly #functions = new Map<string, Deployed>()
  #running = 0
  #cancelSweep: (() => void) | undefined

  constructor(settings: LambdaHostSettings) {
    this.#settings = settings
    this.#maxEnvironments = settings.maxEnvironments ?? 14
    this.#concurrentExecutions = settings.concurrentExecutions ?? 1000
  }

  get accountId(): string {
    return this.#settings.accountId
  }

  get functions(): FunctionConfiguration[] {
    return [...this.#functions.values()].map(({ configuration }) => configuration)
  }

  get environments(): number {
    return this.#pools.reduce((sum, pool) => sum + pool.size, 0)
  }

  /** Makes these the functions. What changed in code or configuration runs anew; running invocations end as they began. */
  deploy(configurations: readonly FunctionConfiguration[], changedHandlers: ReadonlySet<string> = new Set()) {
    const names = new Set(configurations.map(({ name }) => name))
    for (const [name, { pool }] of this.#functions) {
      if (names.has(name)) continue
      this.#functions.delete(name)
      void pool.stop()
    }
    for (const configuration of configurations) {
      const deployed = this.#functions.get(configuration.name)
      const start = () => this.#start(configuration)
      if (!deployed) {
        const pool = new FunctionPool(start, this.#settings.clock, this)
        this.#functions.set(configuration.name, { configuration, pool, running: 0 })
        continue
      }
      const same = JSON.stringify(deployed.configuration) === JSON.stringify(configuration)
      if (same && !changedHandlers.has(configuration.handler)) continue
      deployed.configuration = configuration
      deployed.pool.replace(start)
    }
    this.#sweepLater()
  }

  /** Starts an environment of each of these functions before anyone asks, as long as there is room. */
  warmUp(functionNames: readonly string[]) {
    for (const name of functionNames) {
      const deployed = this.#functions.get(name)
      if (!deployed || this.problemOf(deployed.configuration) !== undefined) continue
      if (this.environments < this.#maxEnvironments) deployed.pool.warmUp()
    }
  }

  /** The functions that have been invoked, the latest first. */
  get used(): string[] {
    const used = [...this.#functions.values()].filter(({ usedAt }) => usedAt !== undefined)
    return used.sort((a, b) => Number(b.usedAt) - Number(a.usedAt)).map(({ configuration }) => configuration.name)
  }

  /** How many invocations run. */
  get running(): number {
    return this.#running
  }

  readonly invoke: Invoke = async (functionName, payload, { source } = {}) => {
    const deployed = this.find(functionName)
    const bytes = Buffer.byteLength(payload)
    if (bytes > maxPayloadBytes) throw new RequestTooLarge(bytes)
    if (deployed.running >= (deployed.configuration.reservedConcurrency ?? this.#concurrentExecutions)) {
      throw new TooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded')
    }
    if (this.#running >= this.#concurrentExecutions) throw new TooManyRequests('ConcurrentInvocationLimitExceeded')

    const problem = this.problemOf(deployed.configuration)
    if (problem !== undefined) return failed(problem)
    deployed.usedAt = this.#settings.clock.now()
    deployed.running++
    this.#running++
    const requestId = randomUUID()
    this.#settings.watch?.accepted({ requestId, functionName: deployed.configuration.name, source })
    try {
      const result = await deployed.pool.run(requestId, payload)
      this.#settings.watch?.ended(requestId, result)
      return result
    } finally {
      deployed.running--
      this.#running--
    }
  }

  /** Why it cannot run, in a sentence; undefined when it can. Whoever invokes it is told. */
  problemOf({ runtime, handler }: FunctionConfiguration): string | undefined {
    if (!runtime.startsWith('nodejs'))
      return `the local region runs functions of Node.js, and this one is ${runtime || 'a container image'}`
    return this.#settings.bundles.problemOf?.(handler)
  }

  /** By name, ARN or partial ARN, with or without `:$LATEST`. @throws FunctionNotFound */
  find(nameOrArn: string): Deployed {
    const name = nameOrArn.replace(/:\$LATEST$/, '').replace(/^.*:/, '')
    const deployed = this.#functions.get(name)
    if (deployed) return deployed
    const { region, accountId } = this.#settings
    throw new FunctionNotFound(`arn:aws:lambda:${region}:${accountId}:function:${name}`)
  }

  async stop(): Promise<void> {
    this.#cancelSweep?.()
    await Promise.all(this.#pools.map((pool) => pool.stop()))
    this.#functions.clear()
  }

  get #pools(): FunctionPool[] {
    return [...this.#functions.values()].map(({ pool }) => pool)
  }

  #start(configuration: FunctionConfiguration): ExecutionEnvironment {
    const { bundles } = this.#settings
    const { taskRoot, runtimeFile } = bundles
    const file = bundles.fileOf(configuration.handler)
    const layers = (configuration.layers ?? []).flatMap((arn) => bundles.folderOfLayer?.(arn) ?? [])
    return new ExecutionEnvironment({ ...this.#settings, configuration, file, runtimeFile, layers, taskRoot })
  }

  /** The function that has rested longest gives one up. */
  makeRoomFor(asking: FunctionPool) {
    if (this.environments < this.#maxEnvironments) return
    const resting = this.#pools.filter((pool) => pool !== asking && pool.idleSince !== undefined)
    const [longest] = resting.sort(
      (a, b) => Number(a.size === 1) - Number(b.size === 1) || Number(a.idleSince) - Number(b.idleSince),
    )
    void longest?.retireOne()
  }

  mayGrow(): boolean {
    return this.environments < this.#maxEnvironments + heldEnvironments
  }

  #sweepLater() {
    const { clock } = this.#settings
    this.#cancelSweep?.()
    this.#cancelSweep = clock.at(clock.now() + idleMs.surplus, () => {
      const rested = (pool: FunctionPool, ms: number) =>
        pool.idleSince !== undefined && clock.now() - pool.idleSince >= ms
      for (const pool of this.#pools) {
        while (pool.size > 1 && rested(pool, idleMs.surplus)) void pool.retireOne()
        if (rested(pool, idleMs.last)) void pool.retireOne()
      }
      this.#sweepLater()
    })
  }
}

const failed = (errorMessage: string): InvokeResult => ({
  requestId: randomUUID(),
  functionError: 'Unhandled',
  payload: JSON.stringify({ errorType: 'Runtime.ImportModuleError', errorMessage, trace: [] }),
})
