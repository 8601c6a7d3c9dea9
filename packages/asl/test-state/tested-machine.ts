import type { Machine, State } from '../definition.ts'

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
