import { type Machine, type State, statesByName } from './definition.ts'
import type { EpochMs, EventDetails, HistoryEvent } from './history.ts'

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'CAUGHT'

/** One try of what a state does: a request to a service, an invocation of a function, the items of a Map. */
export type Attempt = {
  from: EpochMs
  to: EpochMs | undefined
  status: Status
  /** What it was given and what it answered, as JSON text. */
  parameters: string | undefined
  result: string | undefined
  error: string | undefined
  cause: string | undefined
  resource: string | undefined
  /** The request is done and its end is awaited: a task token, a job. */
  submittedAt: EpochMs | undefined
}

/** Where a state runs: in the machine itself, in an iteration of a Map, or in a Parallel state. */
export type Scope = { within: Visit; index: number | undefined } | undefined

/** One time that a state was entered. */
export type Visit = {
  /** The id of the event that entered it; an execution has no other visit with it. */
  id: number
  name: string
  type: string
  scope: Scope
  /** The state that led to this one; `undefined` for the first one of a scope. */
  after: string | undefined
  from: EpochMs
  to: EpochMs | undefined
  status: Status
  input: string | undefined
  output: string | undefined
  assigned: Record<string, string> | undefined
  attempts: Attempt[]
  iterations: Iteration[]
  mapRunArn: string | undefined
}

export type Iteration = { index: number; from: EpochMs; to: EpochMs | undefined; status: Status }

/** How an execution went, or goes: every state that was entered, in that order. */
export type Progress = {
  status: Status
  from: EpochMs
  to: EpochMs | undefined
  input: string | undefined
  output: string | undefined
  error: string | undefined
  cause: string | undefined
  redrives: number
  visits: Visit[]
  /** Which state, and which of its Parallel or Map states around it, ended the execution; innermost first. */
  failedAt: Visit[]
  /** The visit that each event belongs to, by the event's id. */
  visitOf: ReadonlyMap<number, Visit>
}

/**
 * Follows a history, event by event. A history that is cut off, or has gaps, gives as much as it says.
 * @param definition the machine that ran, to tell which of its states end it
 */
export function progress(definition: Machine, history: readonly HistoryEvent[]): Progress {
  return follow(definition)(history)
}

/**
 * The same for a history that grows: what is returned takes the events that are new, and gives the progress so far. Its visits are those
 * of the time before, brought up to date.
 */
export function follow(definition: Machine): (fresh: readonly HistoryEvent[]) => Progress {
  const walk = new Walk(statesByName(definition))
  return (fresh) => {
    for (const event of fresh) walk.take(event)
    return walk.progress()
  }
}

class Walk {
  readonly #states: Map<string, State>
  readonly #visits: Visit[] = []
  /** Those that may not be over, so that a history of 25,000 events is not searched again and again. */
  readonly #open = new Set<Visit>()
  readonly #visitOf = new Map<number, Visit>()
  readonly #scopeOf = new Map<number, Scope>()
  #failedAt: Visit[] = []
  #end: Pick<Progress, 'status' | 'to' | 'output' | 'error' | 'cause'> = running
  #from: EpochMs = 0
  #input: string | undefined
  #redrives = 0

  constructor(states: Map<string, State>) {
    this.#states = states
  }

  progress(): Progress {
    const { status, ...end } = this.#end
    return {
      status,
      ...end,
      from: this.#from,
      input: this.#input,
      redrives: this.#redrives,
      visits: this.#visits,
      failedAt: this.#failedAt,
      visitOf: this.#visitOf,
    }
  }

  take(event: HistoryEvent): void {
    const { id, type, details, at } = event
    const before = this.#visitOf.get(event.previousEventId)
    let scope = this.#scopeOf.get(event.previousEventId)
    let visit = before
    if (type.startsWith('Execution')) visit = this.#execution(event, before)
    else if (type.endsWith('StateEntered')) {
      visit = this.#enter(event, scope, before)
    } else if (type.endsWith('StateExited')) {
      visit = this.#around(before, details.name)
      if (visit) this.#leave(visit, event)
    } else if (type.startsWith('MapIteration')) {
      visit = this.#around(before, details.name)
      if (visit) scope = iterate(visit, event)
      if (visit && /Failed$|Aborted$/.test(type)) this.#cutOffInside(visit, at, details.index)
    } else {
      visit = this.#ownerOf(type, before, details)
      if (visit) happen(visit, event)
      if (visit && /^(Map|Parallel)StateStarted$/.test(type)) scope = { within: visit, index: undefined }
      if (visit && /^(Map|Parallel)State(Succeeded|Failed|Aborted)$/.test(type)) scope = visit.scope
      if (visit && /StateAborted$/.test(type)) end(visit, at, 'ABORTED')
    }
    if (type.endsWith('StateExited')) scope = visit?.scope
    if (visit) this.#visitOf.set(id, visit)
    this.#scopeOf.set(id, scope)
  }

  #execution({ type, at, details }: HistoryEvent, before: Visit | undefined): Visit | undefined {
    switch (type) {
      case 'ExecutionStarted':
        this.#from = at
        this.#input = details.input
        return undefined
      case 'ExecutionRedriven': {
        this.#redrives += 1
        this.#end = running
        for (const visit of this.#failedAt) {
          Object.assign(visit, { status: 'RUNNING', to: undefined })
          this.#open.add(visit)
        }
        const [innermost] = this.#failedAt
        this.#failedAt = []
        return innermost ?? before
      }
      default:
        this.#stop(type, at, details, before)
        return before
    }
  }

  #stop(type: string, at: EpochMs, details: EventDetails, before: Visit | undefined): void {
    const status = endings[type]
    if (!status) return
    this.#end = { status, to: at, output: details.output, error: details.error, cause: details.cause }
    const open = this.#visits.filter(({ to }) => to === undefined)
    if (status !== 'SUCCEEDED') {
      const last = before ?? open.at(-1)
      this.#failedAt = last ? [last, ...scopesOf(last)] : []
      for (const visit of this.#failedAt) {
        end(visit, at, status)
        const attempt = visit.attempts.at(-1)
        if (attempt && attempt.to === undefined) endAttempt(visit, at, status, details)
      }
    }
    for (const visit of open) if (visit.to === undefined) cutOff(visit, at)
  }

  #enter({ id, type, at, details }: HistoryEvent, scope: Scope, before: Visit | undefined): Visit {
    const name = details.name ?? ''
    const visit: Visit = {
      id,
      name,
      type: this.#states.get(name)?.Type ?? type.replace('StateEntered', ''),
      scope,
      after: before && sameScope(before.scope, scope) ? before.name : undefined,
      from: at,
      to: undefined,
      status: 'RUNNING',
      input: details.input,
      output: undefined,
      assigned: undefined,
      attempts: [],
      iterations: [],
      mapRunArn: undefined,
    }
    this.#visits.push(visit)
    this.#open.add(visit)
    return visit
  }

  #leave(visit: Visit, { at, details }: HistoryEvent): void {
    visit.output = details.output
    visit.assigned = details.assignedVariables
    const caught = visit.attempts.at(-1)?.error !== undefined
    end(visit, at, caught ? 'CAUGHT' : 'SUCCEEDED')
    const attempt = visit.attempts.at(-1)
    if (attempt && attempt.to === undefined) endAttempt(visit, at, 'SUCCEEDED', {})
    this.#cutOffInside(visit, at)
  }

  /** Ends what still runs inside of a Map or Parallel state that is over, or inside of one iteration. */
  #cutOffInside(container: Visit, at: EpochMs, index?: number): void {
    if (!containers.has(container.type)) return
    for (const visit of this.#open) {
      if (visit.to !== undefined) this.#open.delete(visit)
      if (visit.to !== undefined || !scopesOf(visit).includes(container)) continue
      if (index === undefined || iterationOf(visit, container) === index) cutOff(visit, at)
    }
  }

  /** The visit that this event is about: of the type that its own type names, around the one before it. */
  #ownerOf(type: string, before: Visit | undefined, details: EventDetails): Visit | undefined {
    if (type === 'EvaluationFailed') return this.#around(before, details.state)
    const container = type.match(/^(Map|Parallel)(State|Run)/)?.[1]
    if (container === undefined) return before
    for (let visit = before; visit; visit = visit.scope?.within) if (visit.type === container) return visit
    return this.#visits.findLast((visit) => visit.type === container && visit.to === undefined)
  }

  /** The visit of that name, which the one before is or is inside of; else the last one that is not over. */
  #around(before: Visit | undefined, name: string | undefined): Visit | undefined {
    for (let visit = before; visit; visit = visit.scope?.within) if (visit.name === name) return visit
    return this.#visits.findLast((visit) => visit.name === name && visit.to === undefined) ?? before
  }
}

const running = { status: 'RUNNING', to: undefined, output: undefined, error: undefined, cause: undefined } as const

const endings: Readonly<Record<string, Status>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
}

const containers = new Set(['Map', 'Parallel'])

/** A visit that has no end in the history: it failed if its last attempt did, else what is around it ended first. */
function cutOff(visit: Visit, at: EpochMs): void {
  const last = visit.attempts.at(-1)
  const failed = last?.to !== undefined && last.status !== 'SUCCEEDED' ? last.status : undefined
  end(visit, at, failed ?? (visit.type === 'Fail' ? 'FAILED' : 'ABORTED'))
}

function end(visit: Visit, at: EpochMs, status: Status): void {
  visit.to = at
  visit.status = status
  for (const iteration of visit.iterations)
    if (iteration.to === undefined)
      Object.assign(iteration, { to: at, status: status === 'SUCCEEDED' ? status : 'ABORTED' })
}

/** The Parallel and Map states around a visit, innermost first. */
export function scopesOf(visit: Visit): Visit[] {
  const around: Visit[] = []
  for (let outer = visit.scope?.within; outer; outer = outer.scope?.within) around.push(outer)
  return around
}

const sameScope = (one: Scope, other: Scope): boolean => one?.within === other?.within && one?.index === other?.index

/** Which iteration of a Map state a visit belongs to; `undefined` if to none. */
export function iterationOf(visit: Visit, map: Visit): number | undefined {
  for (let scope = visit.scope; scope; scope = scope.within.scope) if (scope.within === map) return scope.index
  return undefined
}

function iterate(map: Visit, { type, at, details }: HistoryEvent): Scope {
  const index = details.index ?? 0
  if (type === 'MapIterationStarted') {
    map.iterations.push({ index, from: at, to: undefined, status: 'RUNNING' })
    return { within: map, index }
  }
  const iteration = map.iterations.findLast((other) => other.index === index)
  const status = type.endsWith('Succeeded') ? 'SUCCEEDED' : type.endsWith('Failed') ? 'FAILED' : 'ABORTED'
  if (iteration) Object.assign(iteration, { to: at, status })
  return { within: map, index }
}

function happen(visit: Visit, { type, at, details }: HistoryEvent): void {
  if (/Scheduled$|^(Map|Parallel)StateStarted$|^MapRun(Started|Redriven)$/.test(type)) {
    if (details.mapRunArn) visit.mapRunArn = details.mapRunArn
    const current = visit.attempts.at(-1)
    if (type.startsWith('MapRun') && current && current.to === undefined) return
    const { parameters, input, resource } = details
    visit.attempts.push({ ...newAttempt(at), parameters: parameters ?? input, resource })
    return
  }
  if (type.endsWith('Submitted')) {
    const attempt = visit.attempts.at(-1)
    if (attempt) Object.assign(attempt, { submittedAt: at, result: details.output })
    return
  }
  if (type.endsWith('Succeeded')) endAttempt(visit, at, 'SUCCEEDED', details)
  else if (type.endsWith('TimedOut')) endAttempt(visit, at, 'TIMED_OUT', details)
  else if (type.endsWith('Failed')) endAttempt(visit, at, 'FAILED', details) // also LambdaFunctionScheduleFailed, EvaluationFailed
}

const newAttempt = (from: EpochMs): Attempt => ({
  from,
  to: undefined,
  status: 'RUNNING',
  parameters: undefined,
  result: undefined,
  error: undefined,
  cause: undefined,
  resource: undefined,
  submittedAt: undefined,
})

function endAttempt(visit: Visit, at: EpochMs, status: Status, { output, error, cause }: EventDetails): void {
  let attempt = visit.attempts.at(-1)
  if (!attempt || attempt.to !== undefined) {
    if (attempt && (error === undefined || attempt.error === error)) return // a Map that ends after its run has
    if (attempt && attempt.status !== 'SUCCEEDED' && attempt.error === undefined) {
      Object.assign(attempt, { error, cause })
      return
    }
    attempt = newAttempt(attempt ? at : visit.from)
    visit.attempts.push(attempt)
  }
  Object.assign(attempt, { to: at, status, error, cause })
  if (output !== undefined) attempt.result = output
}
