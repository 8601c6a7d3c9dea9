import type { Verdict } from './judge.ts'

/** How many cases of each category came to the recorded result, and how many of those by exactly the recorded way. */
export function table(verdicts: Verdict[]): string {
  const categories = [...new Set(verdicts.map((verdict) => verdict.case.category))].sort()
  const rows = [
    ...categories.map((name) =>
      row(
        name,
        verdicts.filter((v) => v.case.category === name),
      ),
    ),
    row('all', verdicts),
  ]
  return ['category          cases  result   exact', ...rows].join('\n')
}

function row(name: string, verdicts: Verdict[]): string {
  const { cases, results, exact } = count(verdicts)
  return `${name.padEnd(16)} ${pad(cases, 6)} ${pad(results, 7)} ${pad(exact, 7)}`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width)
}

export function count(verdicts: Verdict[]) {
  const results = verdicts.filter((verdict) => verdict.result === undefined)
  return {
    cases: verdicts.length,
    results: results.length,
    exact: results.filter((verdict) => verdict.history === undefined).length,
  }
}
