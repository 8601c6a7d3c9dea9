import { type Machine, processor, type State } from './definition.ts'

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

/** The workflows inside a state: its branches, or what it does with each item. */
export function workflowsOf(state: State): Machine[] {
  if (state.Type === 'Parallel') return state.Branches
  if (state.Type === 'Map') return [state.ItemProcessor ?? state.Iterator].filter((machine) => machine !== undefined)
  return []
}

/** The machine that the children of the distributed Map state `mapState` run. */
export function processorOf(machine: Machine, mapState: string): Machine | undefined {
  const state = findState(machine, mapState)
  return state?.Type === 'Map' ? processor(state) : undefined
}
