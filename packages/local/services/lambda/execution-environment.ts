import { getCompileCacheDir } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { Clock, EpochMs } from '../../clock/clock.ts'
import type { CredentialsOf } from '../../iam/credentials.ts'
import { environmentVariables } from './environment-variables.ts'
import {
  type ErrorPayload,
  errorPayload,
  exited,
  maxResponseBytes,
  outOfMemory,
  responseTooLarge,
  timedOut,
} from './error-payload.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import { type InvocationWatch, traceHeader } from './invocation-watch.ts'
import type { InvokeResult } from './invoke.ts'
import type { LogLevel, LogSink } from './logs.ts'
import type { Invocation, RuntimeMessage, RuntimeStart } from './runtime/messages.ts'

/** Lambda gives the import of the code so long on top of the function's timeout. */
const initMs = 10_000

export type EnvironmentSettings = {
  configuration: FunctionConfiguration
  /** The function's bundle. */
  file: string
  runtimeFile: string
  /** Folders of its layers, see findModulesIn. */
  layers: readonly string[]
  taskRoot: string
  awsEndpoint: string
  credentialsOf: CredentialsOf
  region: string
  clock: Clock
  logs: LogSink
  logLevel?: LogLevel | undefined
  watch?: InvocationWatch | undefined
}

type Running = {
  invocation: Invocation
  settle: (result: InvokeResult) => void
  cancelTimeout: () => void
  /** When the handler was called; not while the code is imported. */
  since: EpochMs | undefined
}

/** A worker thread that runs one function, one invocation at a time, until it fails for good or is retired. */
export class ExecutionEnvironment {
  readonly #settings: EnvironmentSettings
  readonly #worker: Worker
  #state: 'initialising' | 'ready' | 'ended' = 'initialising'
  #running: Running | undefined
  #onEnd: () => void = () => {}

  constructor(settings: EnvironmentSettings) {
    this.#settings = settings
    const { configuration, file, runtimeFile } = settings
    const { NODE_OPTIONS: nodeOptions, ...env } = environmentVariables(configuration, settings)
    const workerData: RuntimeStart = {
      file,
      handler: configuration.handler,
      functionArn: configuration.arn,
      awsEndpoint: settings.awsEndpoint,
      nodeOptions,
      compileCache: getCompileCacheDir(),
      layers: settings.layers,
      ownFolder: import.meta.dirname,
      callbacksRemoved: Number(configuration.runtime.match(/^nodejs(\d+)/)?.[1]) >= 24,
    }
    this.#worker = new Worker(runtimeFile, {
      name: configuration.name,
      workerData,
      env,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdout: true,
      stderr: true,
      trackUnmanagedFds: true,
      resourceLimits: { maxOldGenerationSizeMb: configuration.memoryMb, maxYoungGenerationSizeMb: 6 },
    })
    this.#worker.on('message', (message: RuntimeMessage) => this.#receive(message))
    this.#worker.on('error', (error) => this.#fail(isOutOfMemory(error) ? outOfMemory : () => errorPayload(error)))
    this.#worker.on('exit', (exitCode) => this.#fail((requestId) => exited(requestId, exitCode)))
  }

  /** Since when its handler runs, if it does. */
  get runningSince(): EpochMs | undefined {
    return this.#running?.since
  }

  /** Called once, when it can run nothing more. */
  onEnd(then: () => void) {
    this.#onEnd = then
  }

  /** Runs one invocation; the caller waits for the answer before it runs the next. Never rejects. */
  run(requestId: string, payload: string): Promise<InvokeResult> {
    return new Promise((settle) => {
      const { clock, configuration } = this.#settings
      const allowedMs = configuration.timeoutMs + (this.#state === 'initialising' ? initMs : 0)
      const invocation = {
        requestId,
        payload,
        deadline: clock.now() + configuration.timeoutMs,
        traceId: traceHeader(requestId),
      }
      const since = this.#state === 'ready' ? clock.now() : undefined
      this.#running = { invocation, settle, cancelTimeout: this.#timeOutAfter(allowedMs), since }
      if (this.#state === 'ready') {
        this.#settings.watch?.began(requestId)
        this.#worker.postMessage(invocation)
      }
      if (this.#state === 'ended') this.#fail((id) => exited(id, 1))
    })
  }

  /** Ends it at once; an invocation in it fails. */
  async retire(): Promise<void> {
    this.#fail((requestId) => exited(requestId, 0))
    await this.#worker.terminate()
  }

  #receive(message: RuntimeMessage) {
    switch (message.type) {
      case 'output':
        if (this.#running) this.#settings.watch?.wrote(this.#running.invocation.requestId, message.text)
        return this.#settings.logs(this.#settings.configuration.name, message.text)
      case 'initialised':
        this.#state = 'ready'
        if (this.#running) this.#begin(this.#running)
        return
      case 'succeeded':
        return this.#settle(this.#within(message.payload))
      case 'failed':
        return this.#settle({ payload: message.payload, functionError: 'Unhandled' })
      case 'initFailed':
      case 'crashed':
        this.#settle({ payload: message.payload, functionError: 'Unhandled' })
        return this.#end()
    }
  }

  /** Only now does the function's own time start. */
  #begin(running: Running) {
    const { clock, configuration } = this.#settings
    running.since = clock.now()
    this.#settings.watch?.began(running.invocation.requestId)
    running.cancelTimeout()
    running.cancelTimeout = this.#timeOutAfter(configuration.timeoutMs)
    running.invocation.deadline = clock.now() + configuration.timeoutMs
    this.#worker.postMessage(running.invocation)
  }

  #timeOutAfter(ms: number): () => void {
    const { clock, configuration } = this.#settings
    return clock.at(clock.now() + ms, () => this.#fail((requestId) => timedOut(requestId, configuration.timeoutMs)))
  }

  #within(payload: string): Pick<InvokeResult, 'payload' | 'functionError'> {
    const bytes = Buffer.byteLength(payload)
    if (bytes <= maxResponseBytes) return { payload }
    return { payload: JSON.stringify(responseTooLarge(bytes)), functionError: 'Unhandled' }
  }

  #settle(result: Pick<InvokeResult, 'payload' | 'functionError'>) {
    const running = this.#running
    this.#running = undefined
    running?.cancelTimeout()
    running?.settle({ ...result, requestId: running.invocation.requestId })
  }

  #fail(why: (requestId: string) => ErrorPayload) {
    if (this.#running) {
      const payload = JSON.stringify(why(this.#running.invocation.requestId))
      this.#settle({ payload, functionError: 'Unhandled' })
    }
    this.#end()
  }

  #end() {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    void this.#worker.terminate()
    this.#onEnd()
  }
}

function isOutOfMemory(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY'
}
