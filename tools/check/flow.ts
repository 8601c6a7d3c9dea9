/** A state machine, a branch of it or the processor of a Map. */
export type Flow = { StartAt?: string; States: Record<string, FlowState> }
export type FlowState = {
  Type: string
  Resource?: string
  Next?: string
  Default?: string
  End?: boolean
  Choices?: { Next?: string }[]
  Catch?: { Next: string }[]
  Branches?: Flow[]
  ItemProcessor?: Flow
  Parameters?: unknown
  Arguments?: unknown
}

/** What a state adds besides what the states inside of it do. */
export type AddsOf = (state: FlowState) => readonly string[]

type Visit = (name: string, state: FlowState, have: ReadonlySet<string>, flow: Flow) => void

/**
 * Visits every state with the parts that are there whichever way led to it: what only one choice, a state that failed or the items
 * of a Map add need not be. Returns the parts that are there at the end.
 */
export function walk(flow: Flow, given: ReadonlySet<string>, addsOf: AddsOf, visit: Visit): Set<string> {
  const have = new Map<string, Set<string>>()
  const open: [name: string, parts: ReadonlySet<string>][] = [[flow.StartAt ?? '', given]]
  const after = (state: FlowState, before: ReadonlySet<string>, visitInside: Visit = () => {}) => {
    const branches = (state.Branches ?? []).map((branch) => walk(branch, before, addsOf, visitInside))
    if (state.ItemProcessor) walk(state.ItemProcessor, before, addsOf, visitInside)
    return new Set([...before, ...addsOf(state), ...branches.flatMap((parts) => [...parts])])
  }
  for (let next = open.pop(); next; next = open.pop()) {
    const [name, parts] = next
    const state = flow.States[name]
    const known = have.get(name)
    const now = known ? known.intersection(parts) : new Set(parts)
    if (!state || (known && known.size === now.size)) continue
    have.set(name, now)
    for (const to of nextOf(state)) open.push([to, after(state, now)])
    for (const { Next } of state.Catch ?? []) open.push([Next, now])
  }
  const ends: Set<string>[] = []
  for (const [name, parts] of have) {
    const state = flow.States[name] as FlowState
    visit(name, state, parts, flow)
    const ended = after(state, parts, visit)
    if (state.End || state.Type === 'Succeed') ends.push(ended)
  }
  return ends.reduce((all, parts) => all.intersection(parts), ends[0] ?? new Set(given))
}

/** One way from the start to a state on which nobody adds the part. */
export function wayWithout(part: string, to: string, flow: Flow, addsOf: AddsOf): string[] {
  const ways: string[][] = [[flow.StartAt ?? '']]
  const seen = new Set(ways[0])
  for (const way of ways) {
    const last = way.at(-1) ?? ''
    const state = flow.States[last]
    if (last === to || !state) return way
    const nexts = addsOf(state).includes(part) ? [] : nextOf(state)
    for (const next of [...nexts, ...(state.Catch ?? []).map(({ Next }) => Next)]) {
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return []
}

function nextOf({ Next, Default, Choices = [] }: FlowState): string[] {
  return [Next, Default, ...Choices.map((rule) => rule.Next)].filter((name) => name !== undefined)
}
