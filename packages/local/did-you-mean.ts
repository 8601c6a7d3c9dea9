/** `: did you mean 'step-b'?` for a misspelt name; else what there is: `: there are 'step-a', 'step-b'`. */
export function didYouMean(name: string, known: readonly string[]): string {
  if (known.length === 0) return ': there are none'
  const [nearest] = known
    .map((one) => ({ one, edits: edits(name.toLowerCase(), one.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
  if (nearest && nearest.edits <= Math.max(2, name.length / 3)) return `: did you mean '${nearest.one}'?`
  return `: there ${known.length === 1 ? 'is' : 'are'} ${known.map((one) => `'${one}'`).join(', ')}`
}

/** How many letters must be changed, added or left out to get from one to the other. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
