import type { Machine, State } from './definition.ts'
import type { HistoryEvent } from './history.ts'
import { progress, type Visit } from './progress.ts'

/** What a history tells of the machine that ran: the states that were entered, and where each led to. For a history without its definition. */
export function observedDefinition(history: readonly HistoryEvent[]): Machine {
  const { visits } = progress({ StartAt: '', States: {} }, history)
  const byContainer = Map.groupBy(visits, ({ scope }) => scope?.within.name)
  return machineOf(byContainer.get(undefined) ?? [], byContainer)
}

/** Visits by the name of the Map or Parallel state that they are directly inside of. */
type ByContainer = ReadonlyMap<string | undefined, readonly Visit[]>

function machineOf(entered: readonly Visit[], byContainer: ByContainer): Machine {
  const [first] = entered
  const followers = new Map<string, Set<string>>()
  const types = new Map<string, string>()
  for (const { name, type, after } of entered) {
    types.set(name, type)
    if (after !== undefined) followers.set(after, (followers.get(after) ?? new Set()).add(name))
  }
  const States: Record<string, State> = {}
  for (const [name, type] of types) {
    const next = [...(followers.get(name) ?? [])]
    const inside = byContainer.get(name) ?? []
    States[name] = {
      Type: type,
      ...waysOut(type, next),
      ...(type === 'Map' && inside.length > 0 && { ItemProcessor: machineOf(inside, byContainer) }),
      ...(type === 'Parallel' && inside.length > 0 && { Branches: branchesOf(inside, byContainer) }),
    }
  }
  return { StartAt: first?.name ?? '', States }
}

/** Of more than one way out the first is taken for the usual one, and the others for catchers, but of a Choice. */
function waysOut(type: string, next: readonly string[]): Partial<State> {
  const [usual, ...others] = next
  if (usual === undefined) return { End: true }
  if (type === 'Choice') return { Choices: next.map((Next) => ({ Next, Condition: '' })) }
  if (others.length === 0) return { Next: usual }
  return { Next: usual, Catch: others.map((Next) => ({ ErrorEquals: [], Next })) }
}

/** States that no other state led to begin a branch. */
function branchesOf(inside: readonly Visit[], byContainer: ByContainer): Machine[] {
  const starts = [...new Set(inside.filter(({ after }) => after === undefined).map(({ name }) => name))]
  return starts.map((start) => {
    const names = new Set([start])
    for (const { name, after } of inside) if (after !== undefined && names.has(after)) names.add(name)
    return machineOf(
      inside.filter(({ name }) => names.has(name)),
      byContainer,
    )
  })
}
