import type { Invocation } from '../region/answers.ts'
import type { Attempt, Visit } from './progress.ts'

/** How far the clocks of a history and of the region's own records may be apart, in milliseconds. */
const slackMs = 30

/**
 * The invocations of one attempt of a visit, or of all its attempts, oldest first. The region says for which state an invocation was
 * made; which visit of that state it was follows from when.
 */
export function invocationsOf(
  visit: Visit,
  attempt: Attempt | undefined,
  invocations: readonly Invocation[],
): Invocation[] {
  const { from, to = Number.POSITIVE_INFINITY } = attempt ?? visit
  const item = itemOf(visit)
  return invocations
    .filter(
      ({ source, acceptedAt }) =>
        source?.state === visit.name &&
        source.itemIndex === item &&
        acceptedAt >= from - slackMs &&
        acceptedAt <= to + slackMs,
    )
    .sort((one, other) => one.acceptedAt - other.acceptedAt)
}

/** The item of the innermost Map around a visit. */
function itemOf({ scope }: Visit): number | undefined {
  for (let around = scope; around; around = around.within.scope) if (around.within.type === 'Map') return around.index
  return undefined
}
