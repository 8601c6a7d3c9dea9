import type { Json, JsonObject } from '../json.ts'
import { isObject } from './check.ts'
import type { Place } from './place.ts'

/** One workflow of a definition: the machine, a branch or a processor. */
type Workflow = { value: JsonObject; states: JsonObject; at: Place }

/** A transition, and where the definition has it. */
type Transition = { target: string; at: Place }

/**
 * Checks where the states of a machine lead: to states of the same workflow, from its start, and in the end to an end. State
 * names and labels are unique in the whole machine.
 */
export function checkGraph(machine: Json, at: Place): void {
  const names = new Set<string>()
  const labels = new Set<string>()
  for (const workflow of workflowsIn(machine, at)) {
    for (const [name, state] of Object.entries(workflow.states)) {
      const place = workflow.at.child('States').child(name)
      if (names.has(name)) place.error('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`)
      names.add(name)
      const label = isObject(state) && typeof state.Label === 'string' ? state.Label : undefined
      if (label === undefined) continue
      if (labels.has(label)) place.child('Label').error('DUPLICATE_LABEL_NAME', `Duplicate Label name: ${label}`)
      labels.add(label)
    }
    checkTransitions(workflow)
  }
}

function checkTransitions({ value, states, at }: Workflow): void {
  const { StartAt } = value
  const start = typeof StartAt === 'string' ? [{ target: StartAt, at: at.child('StartAt') }] : []
  const transitions = new Map(
    Object.entries(states).map(([name, state]) => [name, transitionsOf(state, at.child('States').child(name))]),
  )
  for (const { target, at: place } of [...start, ...[...transitions.values()].flat()]) {
    if (!transitions.has(target)) place.error('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`)
  }
  // AWS asks this of the machine only, and does not look for unreachable states in one that cannot end.
  if (at.path === '' && !Object.values(states).some(isTerminal)) return at.endless()
  const reached = reachable(start, transitions)
  for (const name of transitions.keys()) {
    const place = at.child('States').child(name)
    if (!reached.has(name)) place.error('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`)
  }
}

/** The states that can be reached from these transitions. */
export function reachable(start: Transition[], transitions: Map<string, Transition[]>): Set<string> {
  const reached = new Set<string>()
  const open = start.map(({ target }) => target)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue
    reached.add(name)
    open.push(...(transitions.get(name) ?? []).map(({ target }) => target))
  }
  return reached
}

/** Where a state can lead: next, by a rule or a default, or when it fails. */
export function transitionsOf(state: Json, at: Place): Transition[] {
  if (!isObject(state)) return []
  const found: Transition[] = []
  for (const name of ['Next', 'Default']) {
    const target = state[name]
    if (typeof target === 'string') found.push({ target, at: at.child(name) })
  }
  for (const name of ['Choices', 'Catch']) {
    const entries = state[name]
    if (!Array.isArray(entries)) continue
    for (const [i, entry] of entries.entries()) {
      const target = isObject(entry) ? entry.Next : undefined
      if (typeof target === 'string') found.push({ target, at: at.child(name).item(i).child('Next') })
    }
  }
  return found
}

function isTerminal(state: Json): boolean {
  return isObject(state) && (state.End === true || state.Type === 'Succeed' || state.Type === 'Fail')
}

function* workflowsIn(value: Json | undefined, at: Place): Generator<Workflow> {
  if (!isObject(value) || !isObject(value.States)) return
  const states = value.States
  yield { value, states, at }
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue
    const place = at.child('States').child(name)
    const { Branches, ItemProcessor, Iterator } = state
    if (Array.isArray(Branches)) {
      for (const [i, branch] of Branches.entries()) yield* workflowsIn(branch, place.child('Branches').item(i))
    }
    yield* workflowsIn(ItemProcessor, place.child('ItemProcessor'))
    yield* workflowsIn(Iterator, place.child('Iterator'))
  }
}
