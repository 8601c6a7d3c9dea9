/** The name that somebody most likely meant: the one with the fewest letters wrong, if these are `allowed` at most. */
export function closestName(
  name: string,
  names: Iterable<string>,
  allowed = Math.max(2, Math.floor(name.length / 3)),
): string | undefined {
  let closest: { name: string; wrong: number } | undefined
  for (const other of names) {
    const wrong = lettersWrong(name.toLowerCase(), other.toLowerCase())
    if (wrong <= allowed && wrong < (closest?.wrong ?? Infinity)) closest = { name: other, wrong }
  }
  return closest?.name
}

/** How many letters have to be put in, taken out or changed. @see https://en.wikipedia.org/wiki/Levenshtein_distance */
function lettersWrong(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const changed = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(changed, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    above = current
  }
  return above[b.length] ?? 0
}
