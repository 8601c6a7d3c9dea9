import type { Json, JsonObject } from '../json.ts'
import { isObject } from './check.ts'
import { reachable, transitionsOf } from './graph.ts'
import type { Place } from './place.ts'

/**
 * A branch or an iteration sees the variables of what it is in, and may not have one of the same name as any that can have been
 * assigned when it starts.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope
 */
export function checkVariableScopes(
  workflow: Json | undefined,
  at: Place,
  outer: ReadonlySet<string> = new Set(),
): void {
  if (!isObject(workflow) || !isObject(workflow.States)) return
  const states = workflow.States
  for (const [name, place] of Object.entries(states).flatMap(([state, value]) => [
    ...assignmentsOf(value, at.child('States').child(state)),
  ])) {
    if (outer.has(name)) {
      place.error('DUPLICATE_VARIABLE_NAME', `The variable name '${name}' was already defined in a parent scope.`)
    }
  }
  for (const [name, state] of Object.entries(states)) {
    if (isObject(state)) checkInner(state, at.child('States').child(name), assignedBefore(name, states, at, outer))
  }
}

function checkInner(state: JsonObject, at: Place, names: ReadonlySet<string>): void {
  const { Branches, ItemProcessor, Iterator } = state
  if (Array.isArray(Branches)) {
    for (const [i, branch] of Branches.entries()) checkVariableScopes(branch, at.child('Branches').item(i), names)
  }
  for (const [name, processor] of Object.entries({ ItemProcessor, Iterator })) {
    // The children of a distributed Map are executions of their own.
    if (!isDistributed(processor)) checkVariableScopes(processor, at.child(name), names)
  }
}

/** The variables that states which can come before this one assign. */
function assignedBefore(name: string, states: JsonObject, at: Place, outer: ReadonlySet<string>): Set<string> {
  const transitions = new Map(Object.entries(states).map(([each, state]) => [each, transitionsOf(state, at)]))
  const earlier = Object.entries(states).filter(([each]) =>
    reachable(transitions.get(each) ?? [], transitions).has(name),
  )
  return new Set([
    ...outer,
    ...earlier.flatMap(([, state]) => [...assignmentsOf(state, at)].map(([variable]) => variable)),
  ])
}

function isDistributed(processor: Json | undefined): boolean {
  return isObject(processor) && isObject(processor.ProcessorConfig) && processor.ProcessorConfig.Mode === 'DISTRIBUTED'
}

function* assignmentsOf(state: Json, at: Place): Generator<[string, Place]> {
  if (!isObject(state)) return
  const { Assign, Choices, Catch } = state
  if (isObject(Assign)) {
    for (const key of Object.keys(Assign)) yield [key.replace(/\.\$$/, ''), at.child('Assign').child(key)]
  }
  for (const [name, entries] of Object.entries({ Choices, Catch })) {
    if (!Array.isArray(entries)) continue
    for (const [i, entry] of entries.entries()) yield* assignmentsOf(entry, at.child(name).item(i))
  }
}
