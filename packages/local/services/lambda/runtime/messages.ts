import type { EpochMs } from '../../../clock/clock.ts'

/** What a worker gets when it starts. */
export type RuntimeStart = {
  file: string
  handler: string
  functionArn: string
  /** Where names of AWS lead: `http://127.0.0.1:4566`. */
  awsEndpoint: string
  /** Its runtime is Node.js 24 or later. */
  callbacksRemoved: boolean
  /** Folders that are unpacked into `/opt` on Lambda. */
  layers: readonly string[]
  /** A folder from which the packages of the region are found. */
  ownFolder: string
  /** `NODE_OPTIONS` of the function; the worker itself is started without. */
  nodeOptions: string | undefined
  /** Where Node keeps compiled code, if it does: saves each worker a third of its start. */
  compileCache: string | undefined
}

/** One invocation for it to run. `payload` is JSON text. */
export type Invocation = { requestId: string; payload: string; deadline: EpochMs; traceId: string }

/** What it answers: once that it is initialised or why not, then once per invocation. `payload` is JSON text. */
export type RuntimeMessage =
  | { type: 'initialised' }
  | { type: 'initFailed'; payload: string }
  | { type: 'succeeded'; requestId: string; payload: string }
  | { type: 'failed'; requestId: string; payload: string }
  /** It failed in a way that ends the process. */
  | { type: 'crashed'; payload: string }
  /** What it wrote to stdout or stderr, at any time. */
  | { type: 'output'; text: string }
