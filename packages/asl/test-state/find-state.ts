import type { Machine, State } from '../definition.ts'

/** The state of that name, however deep it is; names are unique in a whole definition. */
export function findState(machine: Machine, name: string): State | undefined {
  const own = Object.hasOwn(machine.States, name) ? machine.States[name] : undefined
  if (own) return own
  for (const state of Object.values(machine.States)) {
    for (const inner of workflowsOf(state)) {
      const found = findState(inner, name)
      if (found) return found
    }
  }
  return undefined
}

/** What a state contains: branches, or what it does with each item. */
export function workflowsOf(state: State): Machine[] {
  if (state.Type === 'Parallel') return state.Branches
  if (state.Type === 'Map') return [state.ItemProcessor ?? state.Iterator].filter((machine) => machine !== undefined)
  return []
}

/** What TestState calls the state that it tests, whatever its name in the definition. */
export const TESTED = 'StateName'

/** A machine of this one state, where every way on leads to an end. */
export function machineOf(state: State): Machine {
  const ends = targetsOf(state).map((name): [string, State] => [name, { Type: 'Succeed', QueryLanguage: 'JSONata' }])
  return { StartAt: TESTED, States: { ...Object.fromEntries(ends), [TESTED]: state } }
}

function targetsOf(state: State): string[] {
  const choices = state.Type === 'Choice' ? [...state.Choices.map(({ Next }) => Next), state.Default] : []
  const catchers = 'Catch' in state ? state.Catch.map(({ Next }) => Next) : []
  return [state.Next, ...choices, ...catchers].filter((name) => name !== undefined)
}
