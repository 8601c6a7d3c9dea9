import type { EpochMs } from './history.ts'
import type { Progress, Status, Visit } from './progress.ts'

/** Part of a row, in shares of the timeline's width: 0 is its start, 1 its end. */
export type Bar = { from: number; to: number; kind: Status | 'WAITING' }

export type Row = { visit: Visit; depth: number; bars: Bar[]; durationMs: number }

/** Each state that was entered as a row; long times in which nothing but waiting happened are folded. */
export type Timeline = {
  rows: Row[]
  /** Where to write how much time has passed. */
  ticks: { at: number; ms: number }[]
  /** Stretches of the width that stand for more time than they seem to. */
  folds: { from: number; to: number; ms: number }[]
}

type Span = { from: EpochMs; to: EpochMs }

/** How wide a folded wait is, in shares of the width. */
const foldWidth = 0.07

/**
 * Times of visits as shares of a width.
 * @param visits those to show
 * @param now when what still runs is cut off
 */
export function timeline({ from, to }: Progress, visits: readonly Visit[], now: EpochMs): Timeline {
  const whole = { from, to: Math.max(to ?? now, from + 1) }
  const pieces = visits.map((visit) => ({ visit, spans: spansOf(visit, whole.to) }))
  const active = pieces.flatMap(({ spans }) => spans.filter(({ kind }) => kind !== 'WAITING'))
  const scale = foldingScale(whole, active)
  const rows = pieces.map(({ visit, spans }) => ({
    visit,
    depth: depthOf(visit),
    bars: spans.map((span) => ({ from: scale.share(span.from), to: scale.share(span.to), kind: span.kind })),
    durationMs: (visit.to ?? whole.to) - visit.from,
  }))
  return { rows, ticks: scale.ticks, folds: scale.folds }
}

function depthOf({ scope }: Visit): number {
  return scope ? depthOf(scope.within) + 1 : 0
}

/** What a visit did when: its attempts, and the waits between them. */
function spansOf(visit: Visit, now: EpochMs): (Span & { kind: Bar['kind'] })[] {
  const until = visit.to ?? now
  if (visit.type === 'Wait')
    return [{ from: visit.from, to: until, kind: visit.status === 'ABORTED' ? 'ABORTED' : 'WAITING' }]
  if (visit.attempts.length === 0) return [{ from: visit.from, to: until, kind: visit.status }]
  const spans: (Span & { kind: Bar['kind'] })[] = []
  visit.attempts.forEach((attempt, index) => {
    const end = attempt.to ?? until
    const before = visit.attempts[index - 1]
    if (before) spans.push({ from: before.to ?? attempt.from, to: attempt.from, kind: 'WAITING' })
    const isLast = index === visit.attempts.length - 1
    const kind = isLast && visit.status === 'ABORTED' ? 'ABORTED' : attempt.status
    if (attempt.submittedAt === undefined) {
      spans.push({ from: attempt.from, to: end, kind })
      return
    }
    // A request that was answered, and now awaits a token or a job, only waits.
    spans.push({ from: attempt.from, to: attempt.submittedAt, kind: 'SUCCEEDED' })
    spans.push({ from: attempt.submittedAt, to: end, kind: 'WAITING' })
    if (attempt.to !== undefined) spans.push({ from: end, to: end, kind })
  })
  const last = visit.attempts.at(-1)
  if (visit.to === undefined && last?.to !== undefined && last.to < until)
    spans.push({ from: last.to, to: until, kind: 'WAITING' })
  return spans
}

/** Lets time run evenly but in gaps without activity that would leave no room for the rest. */
function foldingScale(whole: Span, active: readonly Span[]) {
  const gaps = gapsBetween(whole, active).filter(
    (gap) => lengthOf(gap) > 10_000 && lengthOf(gap) > lengthOf(whole) * 0.2,
  )
  const evenMs = Math.max(1, lengthOf(whole) - gaps.reduce((sum, gap) => sum + lengthOf(gap), 0))
  const evenWidth = 1 - gaps.length * foldWidth
  const share = (at: EpochMs): number => {
    const until = Math.min(Math.max(at, whole.from), whole.to)
    let folded = 0
    let width = 0
    for (const gap of gaps) {
      const passed = Math.min(until, gap.to) - gap.from
      if (passed <= 0) break
      folded += passed
      width += (passed / lengthOf(gap)) * foldWidth
    }
    return width + ((until - whole.from - folded) / evenMs) * evenWidth
  }
  const folds = gaps.map((gap) => ({ from: share(gap.from), to: share(gap.to), ms: lengthOf(gap) }))
  return { share, folds, ticks: ticksOf(whole, share, folds) }
}

const lengthOf = ({ from, to }: Span): number => to - from

function gapsBetween(whole: Span, spans: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let at = whole.from
  for (const { from, to } of [...spans].sort((one, other) => one.from - other.from)) {
    if (from > at) gaps.push({ from: at, to: from })
    at = Math.max(at, to)
  }
  if (whole.to > at) gaps.push({ from: at, to: whole.to })
  return gaps
}

/** Round times, at most six, none within a fold. */
function ticksOf(whole: Span, share: (at: EpochMs) => number, folds: Timeline['folds']): Timeline['ticks'] {
  const totalMs = lengthOf(whole)
  const step = roundSteps.find((ms) => totalMs / ms <= 5) ?? totalMs
  const ticks = Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, index) => index * step)
  return ticks
    .map((ms) => ({ ms, at: share(whole.from + ms) }))
    .filter(({ at }) => !folds.some((fold) => at > fold.from && at < fold.to))
    .filter(({ at }, index, all) => index === 0 || at - (all[index - 1]?.at ?? 0) > 0.06)
}

const roundSteps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
  .concat([1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 604800])
  .map((seconds) => seconds * 1000)
