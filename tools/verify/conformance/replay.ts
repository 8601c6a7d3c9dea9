import type { Effect, EngineEvent, ExecutionResult, HistoryEvent, Json, ReadItems, StartChild } from '@sfs3/asl'
import {
  advance,
  ItemReaderFailed,
  itemsOf,
  type Machine,
  newRun,
  parseMachine,
  processorOf,
  type Run,
} from '@sfs3/asl'
import { Answers, type Pending } from './answers.ts'
import type { Case } from './case.ts'

/** Runs begin here; waits and timeouts move it. */
const EPOCH = Date.parse('2025-06-01T00:00:00Z')

/** A case whose input names a time far from when it was recorded begins as long before that time as it did then. */
const FAR_DAYS = 24_856

function beginning({ flags, input }: Case): number {
  const [time] = flags.includes('nowRelative') ? (JSON.stringify(input).match(/\d{4}-\d\d-\d\dT[\d:.]+Z/) ?? []) : []
  return time === undefined ? EPOCH : Date.parse(time) - FAR_DAYS * 86_400_000
}

export type Replayed = { result: ExecutionResult; history: HistoryEvent[] }

/**
 * Runs a case's machine with its tasks answered as they were recorded and time passing only when nothing else can happen.
 * @throws Error when the run asks for something that the recording does not have
 */
export function replay(of: Case): Replayed {
  const name = of.executionName ?? 'execution-name'
  const kind = of.machineType === 'EXPRESS' ? 'express' : 'execution'
  const suffix = of.machineType === 'EXPRESS' ? ':00000000-0000-4000-8000-000000000000' : ''
  return new Replay(of, new Answers(of), parseMachine(of.definition), {
    executionArn: `arn:aws:states:us-east-1:111111111111:${kind}:machine-name:${name}${suffix}`,
    name,
    type: of.machineType,
    input: of.input ?? {},
    at: beginning(of),
  }).run()
}

type Start = { executionArn: string; name: string; type: 'STANDARD' | 'EXPRESS'; input: Json; at: number }

class Replay {
  readonly #case: Case
  readonly #answers: Answers
  readonly #machine: Machine
  readonly #history: HistoryEvent[] = []
  readonly #timers = new Map<string, number>()
  #pending: Pending[] = []
  #waiting: EngineEvent[] = []
  #now: number
  #run: Run

  constructor(of: Case, answers: Answers, machine: Machine, { at, ...start }: Start) {
    this.#case = of
    this.#answers = answers
    this.#machine = machine
    this.#now = at
    this.#run = newRun({
      ...start,
      stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:machine-name',
      roleArn: 'arn:aws:iam::111111111111:role/role-name',
      startedAt: at,
      seed: of.id + start.executionArn,
    })
  }

  run(): Replayed {
    this.#tell({ type: 'ExecutionStarted', at: this.#now })
    if (this.#case.flags.includes('externalStop')) this.#tell({ type: 'StopRequested', at: this.#now })
    while (!this.#run.result) this.#step()
    return { result: this.#run.result, history: this.#history }
  }

  #step(): void {
    const next = this.#waiting.shift() ?? this.#answer() ?? this.#timer()
    if (!next) {
      const tasks = this.#pending.map(({ request }) => `attempt ${request.attempt} of task '${request.state}'`)
      throw new Error(`the run waits for ${tasks.join(', ') || 'something that never comes'}`)
    }
    this.#tell({ ...next, at: this.#now })
  }

  /** The answer of the pending task that was the first to finish; one that timed out leaves that to its timer. */
  #answer(): EngineEvent | undefined {
    const finished = this.#pending.filter(
      ({ recorded }) => recorded.finishedEventId !== undefined && !recorded.outcome?.endsWith('TimedOut'),
    )
    const [first] = finished.sort((a, b) => a.order - b.order)
    if (!first) return undefined
    this.#pending = this.#pending.filter((pending) => pending !== first)
    const { recorded, request } = first
    const [at, task] = [this.#now, request.task]
    if (recorded.outcome || recorded.error !== undefined) {
      const { error, cause } = recorded
      return {
        type: 'TaskFailed',
        at,
        task,
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      }
    }
    return { type: 'TaskSucceeded', at, task, output: recorded.result ?? null }
  }

  #timer(): EngineEvent | undefined {
    const [first] = [...this.#timers].sort(([, a], [, b]) => a - b)
    if (!first) return undefined
    const [timer, at] = first
    this.#timers.delete(timer)
    this.#now = Math.max(this.#now, at)
    return { type: 'TimerFired', at: this.#now, timer }
  }

  #tell(event: EngineEvent): void {
    const [run, effects, history] = advance(this.#machine, this.#run, event)
    this.#run = run
    this.#history.push(...history)
    for (const effect of effects) this.#do(effect)
  }

  #do(effect: Effect): void {
    const at = this.#now
    switch (effect.type) {
      case 'RunTask': {
        if (effect.resource.type === 'activity') {
          const exists = this.#case.tasks.some(({ state }) => state === effect.state)
          this.#waiting.push({ type: exists ? 'ActivityScheduled' : 'ActivityMissing', at, task: effect.task })
          if (!exists) return
        }
        const pending = this.#answers.to(effect)
        const { recorded } = pending
        if (effect.resource.type === 'activity') {
          const workerName = this.#answers.workerOf(recorded)
          this.#waiting.push({ type: 'ActivityStarted', at, task: effect.task, ...(workerName && { workerName }) })
        }
        if (recorded.submitted !== undefined) {
          this.#waiting.push({ type: 'TaskSubmitted', at, task: effect.task, output: recorded.submitted })
        }
        this.#pending.push(pending)
        return
      }
      case 'CancelTask':
        this.#pending = this.#pending.filter(({ request }) => request.task !== effect.task)
        return
      case 'StartTimer':
        this.#timers.set(effect.timer, effect.at)
        return
      case 'CancelTimer':
        this.#timers.delete(effect.timer)
        return
      case 'ReadItems':
        this.#waiting.push(this.#read(effect))
        return
      case 'StartChild':
        this.#waiting.push({ type: 'ChildEnded', at, task: effect.task, result: this.#child(effect) })
        return
      case 'WriteResults':
        this.#waiting.push({ type: 'TaskSucceeded', at, task: effect.task, output: {} })
        return
      case 'StartMapRun':
      case 'EndMapRun':
      case 'StopChild':
      case 'EndExecution':
        return
      default:
        effect satisfies never
    }
  }

  #read({ task, reader }: ReadItems): EngineEvent {
    const at = this.#now
    const objects = (this.#case.fixtures?.s3 ?? []).filter(({ bucket }) => bucket === reader.bucket)
    try {
      if (reader.resource === 'listObjectsV2') {
        const listed = objects
          .filter(({ key }) => key.startsWith(reader.prefix ?? ''))
          .map(({ key, body }) => ({
            Etag: `<Etag-${key}>`,
            LastModified: '<date>',
            Key: key,
            Size: body.length,
            StorageClass: 'STANDARD',
          }))
        return { type: 'ItemsRead', at, task, items: itemsOf(reader, { listed }) }
      }
      const object = objects.find(({ key }) => key === reader.key)
      if (!object) throw new ItemReaderFailed(`The S3 object ${reader.key} does not exist`)
      return { type: 'ItemsRead', at, task, items: itemsOf(reader, { body: object.body }) }
    } catch (error) {
      if (!(error instanceof ItemReaderFailed)) throw error
      return { type: 'TaskFailed', at, task, error: 'States.ItemReaderFailed', cause: error.message }
    }
  }

  #child({ executionArn, name, executionType, input, mapState }: StartChild): ExecutionResult {
    const machine = processorOf(this.#machine, mapState)
    if (!machine) throw new Error(`no Map state '${mapState}'`)
    const start = { executionArn, name, type: executionType, input, at: this.#now }
    return new Replay(this.#case, this.#answers, machine, start).run().result
  }
}
