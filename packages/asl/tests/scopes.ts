import type { Json, JsonObject } from '../json.ts'
import type { PathScope, QueryScope } from '../scope.ts'

const surroundings = {
  context: { Execution: { Name: 'run-1', Input: { limit: 3 } } },
  variables: { name: 'Ada', list: [1, 2] },
  random: () => 0.5,
  now: Date.UTC(2026, 0, 2, 3, 4, 5),
}

/** A JSONPath scope over `data`, with an execution named `run-1` and the variables `name` and `list`. */
export function pathScope(data: Json, variables: JsonObject = surroundings.variables): PathScope {
  return { ...surroundings, data, variables }
}

/** The same for JSONata, over a state's input. */
export function queryScope(input: Json, variables: JsonObject = surroundings.variables): QueryScope {
  return { ...surroundings, states: { input }, variables }
}

/** What the function throws. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
