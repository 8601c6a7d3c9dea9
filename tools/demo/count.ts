import type { Region } from '../../packages/local/region.ts'
import { table } from './table.ts'
import type { Run } from './workflow.ts'

/** Requests that roles of the template have sent so far, by IAM action. */
export type Counts = Map<string, number>

export function requestsSoFar(region: Region): Counts {
  const counts: Counts = new Map()
  for (const { effect, action, requests } of region.services.iam.usage())
    if (effect === 'Allow' && requests > 0) counts.set(action, (counts.get(action) ?? 0) + requests)
  return counts
}

/** What a workflow's runs together cost in AWS's units: requests by IAM action, and states entered. */
export function countTable(before: Counts, after: Counts, runs: Run[]): string {
  const rows = [...after]
    .map(([action, requests]): [string, number] => [action, requests - (before.get(action) ?? 0)])
    .filter(([, requests]) => requests > 0)
    .sort(([a], [b]) => a.localeCompare(b))
  // AWS bills the transition into the first state and the one out of the last.
  rows.push(['state transitions', runs.reduce((sum, { path }) => sum + path.length + 1, 0)])
  return table(
    ['counted', 'times'],
    rows.map(([what, times]) => [what, String(times)]),
  )
}
