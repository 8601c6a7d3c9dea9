import { endId, startId } from './picture.ts'
import { iterationOf, type Progress, type Status, type Visit } from './progress.ts'

/** How it stands with one state of the graph. */
export type NodeProgress = {
  status: Status
  visits: Visit[]
  attempts: number
  /** Of all its visits together; what still runs counts until `now`. */
  durationMs: number
}

/** Which iteration of which visit of a Map state to look at, by the visit's id. A Map that is not named shows all of them at once. */
export type Iterations = Readonly<Record<number, number>>

/** The visits that can be seen when only these iterations are looked at. */
export function visitsIn({ visits }: Progress, iterations: Iterations): Visit[] {
  const maps = visits.filter(({ id }) => iterations[id] !== undefined)
  return visits.filter((visit) =>
    maps.every((map) => [undefined, iterations[map.id]].includes(iterationOf(visit, map))),
  )
}

/** How it stands with each state that was entered, by its name. What was not entered is not there. */
export function nodeProgress(visits: readonly Visit[], now: number): Map<string, NodeProgress> {
  const nodes = new Map<string, NodeProgress>()
  for (const visit of visits) {
    const durationMs = (visit.to ?? now) - visit.from
    const node = nodes.get(visit.name)
    if (!node) {
      nodes.set(visit.name, { status: visit.status, visits: [visit], attempts: visit.attempts.length, durationMs })
      continue
    }
    node.status = worse(node.status, visit.status, sameScope(node.visits.at(-1), visit))
    node.visits.push(visit)
    node.attempts = Math.max(node.attempts, visit.attempts.length)
    node.durationMs += durationMs
  }
  return nodes
}

/** A state that is entered again, in a loop, stands as it does now. Side by side, in iterations, what went wrong is what matters. */
function worse(one: Status, other: Status, again: boolean): Status {
  if (again) return other
  return order.find((status) => status === one || status === other) ?? other
}
const order: Status[] = ['FAILED', 'TIMED_OUT', 'RUNNING', 'ABORTED', 'CAUGHT', 'SUCCEEDED']

const sameScope = (one: Visit | undefined, other: Visit): boolean =>
  one?.scope?.within === other.scope?.within && one?.scope?.index === other.scope?.index

/** The edges that were taken, each as {@link edgeId} of the ids that the graph gives its ends. */
export function edgesTaken({ status }: Progress, visits: readonly Visit[]): Set<string> {
  const taken = new Set<string>()
  for (const { name, after, scope } of visits) {
    if (after !== undefined) taken.add(edgeId(after, name))
    else if (!scope) taken.add(edgeId(startId, name))
  }
  const last = visits.findLast(({ scope }) => !scope)
  if (last && status === 'SUCCEEDED') taken.add(edgeId(last.name, endId))
  return taken
}

export const edgeId = (from: string, to: string): string => `${from}\u0001${to}`
