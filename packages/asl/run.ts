import type { ReadItems, RunTask, StartChild, StartMapRun, WriteResults } from './effects.ts'
import type { EpochMs } from './epoch-ms.ts'
import type { MapRunLimits, TimerId } from './events.ts'
import type { Slots } from './execution/slots.ts'
import type { ExecutionResult } from './execution-result.ts'
import type { Json, JsonObject } from './json.ts'
import { type RandomState, seedRandom } from './random/random.ts'

/**
 * An execution between two events: the states that are active, and of its history only the last event ids. Plain data; `advance`
 * never changes a run, it returns the next one.
 */
export type Run = {
  execution: Execution
  random: RandomState
  lastEventId: number
  /** The next number for a task or timer. */
  nextSerial: number
  /** The machine's own `TimeoutSeconds`. */
  timeout?: Timer
  root: Branch
  /** Present once it has ended. A failed run keeps its stopped states, for redrive. */
  result?: ExecutionResult
}

/** An execution's identity and input. Only a redrive changes it. */
export type Execution = {
  executionArn: string
  name: string
  stateMachineArn: string
  roleArn: string
  type: 'STANDARD' | 'EXPRESS'
  input: Json
  startedAt: EpochMs
  redriveCount: number
  redrivenAt?: EpochMs
}

/** One thread of control: the execution itself, a branch of a Parallel state, an iteration of a Map state. */
export type Branch = {
  /** Its own and those of the states around it. */
  variables: JsonObject
  /** The `previousEventId` of its next event. */
  lastEventId: number
  /** For an iteration, and what is inside it: which item it is of. */
  itemIndex?: number
  state?: ActiveState
  /** The branch's output, once it has no state any more. */
  output?: Json
  /** Whether the Parallel state has counted it as done. */
  joined?: true
}

/** `$$.Map.Item`. Its source is `STATE_DATA`, `S3://bucket` or `S3://bucket/key`. */
export type MapItem = { Index: number; Value: Json; Source: string }

export type ActiveState = {
  name: string
  enteredAt: EpochMs
  enteredEventId: number
  input: Json
  /** `$$.State.RetryCount` */
  retryCount: number
  /** How often each of its retriers has been used. */
  retriersUsed: number[]
  /** `$$.Task.Token`, new with each attempt. */
  taskToken?: string
  status: StateStatus
}

/** Where an active state stands. */
export type StateStatus =
  | { type: 'Starting' }
  | { type: 'Waiting'; until: Timer }
  | { type: 'Retrying'; until: Timer }
  | RunningTask
  /** Its task, branches or children have ended, and its output is being made. */
  | { type: 'Completing' }
  | RunningBranches
  | RunningIterations
  | RunningMapRun
  /** Failed, or aborted because something else failed: where a redrive starts again. */
  | { type: 'Stopped'; inside?: RunningBranches | RunningIterations | RunningMapRun }

export type RunningTask = {
  type: 'RunningTask'
  request: RunTask
  /** Of an activity's task: whether its ActivityScheduled has been recorded. Others are scheduled from the start. */
  scheduled: boolean
  submitted?: { output: Json }
  timeoutSeconds?: number
  heartbeatSeconds?: number
  timeout?: Timer
  heartbeat?: Timer
}

export type RunningBranches = { type: 'RunningBranches'; branches: Branch[] }

export type RunningIterations = {
  type: 'RunningIterations'
  items: Json[]
  /** What `$` is in ItemSelector. */
  input: Json
  concurrency: number
  next: number
  /** The iterations that are running, in the order of their start: never more than `concurrency`. */
  running: { index: number; branch: Branch }[]
  results: Slots<{ output: Json }>
}

export type RunningMapRun = {
  type: 'RunningMapRun'
  mapRunArn: string
  /** The effect that started it, with its number of items and its limits as they are now. */
  request: StartMapRun
  /** What the definition calls the Map Run, or a UUID: part of the names of its children. */
  label: string
  limits: MapRunLimits
  /** With an ItemBatcher. */
  batchLimits?: BatchLimits
  input: Json
  /** One per child execution: an item, or a batch of them. Empty while the reader reads. */
  inputs: Json[]
  itemsPerChild: number[]
  next: number
  open: number
  failedItems: number
  children: Slots<Child>
  /** The request to the reader or the writer that is not answered yet. */
  reading?: ReadItems
  writing?: WriteResults
  /** Why it fails as soon as its results are written. */
  failure?: { error?: string; cause?: string }
}

/** Without `maxItems` a batch may have any number of them. */
export type BatchLimits = { maxItems?: number; maxBytes: number }

/** A child execution of a Map Run, with what the results of the Map Run say about it. */
export type Child = { request: StartChild; startedAt: EpochMs; stoppedAt?: EpochMs; result?: ExecutionResult }

export type Timer = { timer: TimerId; at: EpochMs }

/**
 * An execution before its first event, which is `ExecutionStarted`.
 * @param options.seed decides all its random numbers; give each execution another
 */
export function newRun(options: {
  executionArn: string
  name: string
  stateMachineArn: string
  roleArn: string
  type: 'STANDARD' | 'EXPRESS'
  input: Json
  startedAt: EpochMs
  seed: string
  redriveCount?: number
}): Run {
  const { seed, redriveCount = 0, ...execution } = options
  return {
    execution: { ...execution, redriveCount },
    random: seedRandom(seed),
    lastEventId: 0,
    nextSerial: 1,
    root: { variables: {}, lastEventId: 0 },
  }
}
