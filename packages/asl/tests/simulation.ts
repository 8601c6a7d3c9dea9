import { advance } from '../advance.ts'
import type { Machine } from '../definition.ts'
import type { Effect, RunTask } from '../effects.ts'
import type { EngineEvent } from '../events.ts'
import type { ExecutionResult } from '../execution-result.ts'
import { processorOf } from '../find-state.ts'
import type { HistoryEvent } from '../history.ts'
import { ItemReaderFailed, itemsOf } from '../item-reader.ts'
import type { Json } from '../json.ts'
import { newRun, type Run } from '../run.ts'

/** What a task comes to. A task without an answer hangs. */
export type Answer = {
  submitted?: Json
  heartbeatsAfterSeconds?: number[]
  output?: Json
  error?: string
  cause?: string
}

export type World = {
  input: Json
  type?: 'STANDARD' | 'EXPRESS'
  answer?: (request: RunTask) => Answer | undefined
  /** Bodies of S3 objects by `bucket/key`. */
  objects?: { [name: string]: string }
  /** What comes when nothing else can happen any more, one after the other. */
  finally?: EngineEvent[]
}

type Journaled = { event: EngineEvent; history: HistoryEvent[] }
export type Simulated = { start: Run; run: Run; journal: Journaled[]; history: HistoryEvent[]; written: Effect[] }

/** All simulated executions start at this moment. */
export const START = Date.parse('2026-01-01T00:00:00Z')

/** A run that has not begun. */
export function freshRun(input: Json, type: 'STANDARD' | 'EXPRESS' = 'STANDARD', name = 'run'): Run {
  return newRun({
    executionArn: `arn:aws:states:us-east-1:000000000000:execution:machine:${name}`,
    name,
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    type,
    input,
    startedAt: START,
    seed: name,
  })
}

/** Runs a machine in a made-up world, where a second passes only when everything waits for it. */
export function simulate(
  machine: Machine,
  world: World,
  start = freshRun(world.input, world.type),
  at = START,
): Simulated {
  const simulated: Simulated = { start, run: start, journal: [], history: [], written: [] }
  const due: EngineEvent[] = [{ type: 'ExecutionStarted', at }]
  const last = [...(world.finally ?? [])]
  let now = at
  while (true) {
    const next = due.sort((a, b) => a.at - b.at).shift() ?? last.shift()
    if (!next) return simulated
    now = Math.max(now, next.at)
    const event = { ...next, at: now }
    const [run, effects, history] = advance(machine, simulated.run, event)
    simulated.run = run
    simulated.journal.push({ event, history })
    for (const added of history) simulated.history.push(added)
    for (const effect of effects) {
      if (effect.type === 'CancelTimer') remove(due, (e) => e.type === 'TimerFired' && e.timer === effect.timer)
      else if (effect.type === 'CancelTask') remove(due, (e) => 'task' in e && e.task === effect.task)
      else if (effect.type === 'WriteResults') simulated.written.push(effect)
      due.push(...consequences(effect, machine, world, now))
    }
  }
}

function remove(events: EngineEvent[], which: (event: EngineEvent) => boolean): void {
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i]
    if (event && which(event)) events.splice(i, 1)
  }
}

function consequences(effect: Effect, machine: Machine, world: World, at: number): EngineEvent[] {
  switch (effect.type) {
    case 'RunTask':
      return answered(effect, world.answer?.(effect), at)
    case 'StartTimer':
      return [{ type: 'TimerFired', at: effect.at, timer: effect.timer }]
    case 'ReadItems': {
      const { task, reader } = effect
      try {
        return [
          {
            type: 'ItemsRead',
            at,
            task,
            items: itemsOf(reader, { body: world.objects?.[`${reader.bucket}/${reader.key}`] ?? '' }),
          },
        ]
      } catch (error) {
        if (!(error instanceof ItemReaderFailed)) throw error
        return [{ type: 'TaskFailed', at, task, error: 'States.ItemReaderFailed', cause: error.message }]
      }
    }
    case 'StartChild': {
      const child = processorOf(machine, effect.mapState)
      if (!child) throw new Error(`no Map state '${effect.mapState}'`)
      const { run } = simulate(
        child,
        { ...world, finally: [] },
        freshRun(effect.input, effect.executionType, effect.name),
        at,
      )
      const result: ExecutionResult = run.result ?? { status: 'ABORTED' }
      return [{ type: 'ChildEnded', at, task: effect.task, result }]
    }
    case 'WriteResults':
      return [{ type: 'TaskSucceeded', at, task: effect.task, output: {} }]
    default:
      return []
  }
}

function answered({ task, resource }: RunTask, answer: Answer | undefined, at: number): EngineEvent[] {
  const events: EngineEvent[] = []
  if (resource.type === 'activity') events.push({ type: 'ActivityScheduled', at, task })
  if (!answer) return events
  if (resource.type === 'activity') events.push({ type: 'ActivityStarted', at, task, workerName: 'worker' })
  const { submitted, heartbeatsAfterSeconds = [], output, error, cause } = answer
  if (submitted !== undefined) events.push({ type: 'TaskSubmitted', at, task, output: submitted })
  for (const seconds of heartbeatsAfterSeconds) events.push({ type: 'TaskHeartbeat', at: at + seconds * 1000, task })
  const end = at + (heartbeatsAfterSeconds.at(-1) ?? 0) * 1000
  if (error !== undefined)
    events.push({ type: 'TaskFailed', at: end, task, error, ...(cause !== undefined && { cause }) })
  else if (output !== undefined) events.push({ type: 'TaskSucceeded', at: end, task, output })
  return events
}
