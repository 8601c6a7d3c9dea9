import type { Json, RunTask } from '@sfs3/asl'
import type { Case, RecordedTask } from './case.ts'

/** A task that the engine waits for, and what the recording says it came to. */
export type Pending = { request: RunTask; recorded: RecordedTask; order: number }

/** Finds, for each task that the engine runs, what the same task came to on AWS. */
export class Answers {
  readonly #case: Case
  readonly #used = new Set<RecordedTask>()
  readonly #entries = new Map<string, number>()
  readonly #occurrences = new Map<string, number>()

  constructor(of: Case) {
    this.#case = of
  }

  /** A task that the recording does not have is one that had not finished when the run ended. */
  to(request: RunTask): Pending {
    const { tasks } = this.#case
    const free = tasks.filter((task) => task.state === request.state && !this.#used.has(task))
    const occurrence = this.#occurrence(request)
    const recorded =
      free.find(
        (task) =>
          task.attempt === request.attempt && task.occurrence === occurrence && task.mapIndex === request.itemIndex,
      ) ??
      free.find((task) => task.attempt === request.attempt && task.mapIndex === request.itemIndex) ??
      free[0] ??
      this.#unrecorded(request)
    this.#used.add(recorded)
    return { request, recorded, order: tasks.indexOf(recorded) }
  }

  /** Who took an activity's task, as its `ActivityStarted` says. */
  workerOf({ scheduledEventId }: RecordedTask): string | undefined {
    const started = this.#case.history.find(
      (event) => event.type === 'ActivityStarted' && event.previousEventId === scheduledEventId,
    )
    return started?.details?.workerName as string | undefined
  }

  #occurrence(request: RunTask): number {
    const entry = `${request.state} ${request.task.split(':')[0]}`
    if (request.attempt === 0) {
      const occurrence = this.#entries.get(request.state) ?? 0
      this.#entries.set(request.state, occurrence + 1)
      this.#occurrences.set(entry, occurrence)
    }
    return this.#occurrences.get(entry) ?? 0
  }

  /** Tasks whose events are not in the history are answered as the run's result says they must have been. */
  #unrecorded(request: RunTask): RecordedTask {
    const { flags, expect } = this.#case
    const task = { state: request.state, attempt: request.attempt, occurrence: 0 }
    if (!flags.includes('tasksUnknown') && !flags.includes('childExecutionsNotRecorded')) return task
    const failure = failureIn(expect.output)
    return { ...task, finishedEventId: 0, ...(failure ?? { result: payload(request) }) }
  }
}

function failureIn(output: Json | undefined): { error: string; cause: string } | undefined {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return undefined
  const { Error: error, Cause: cause } = output
  return typeof error === 'string' && typeof cause === 'string' ? { error, cause } : undefined
}

/** What a function that gives back its input gives back. */
export function payload({ resource, input }: Pick<RunTask, 'resource' | 'input'>): Json {
  if (resource.type !== 'service' || resource.service !== 'lambda') return input
  const { Payload = {} } = input as { Payload?: Json }
  return { ExecutedVersion: '$LATEST', Payload, StatusCode: 200 }
}
