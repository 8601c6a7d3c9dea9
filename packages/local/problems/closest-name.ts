import { distance } from 'fastest-levenshtein'

/** The name that somebody most likely meant: the one with the fewest letters wrong, if these are `allowed` at most. */
export function closestName(
  name: string,
  names: Iterable<string>,
  allowed = Math.max(2, Math.floor(name.length / 3)),
): string | undefined {
  let closest: { name: string; wrong: number } | undefined
  for (const other of names) {
    const wrong = distance(name.toLowerCase(), other.toLowerCase())
    if (wrong <= allowed && wrong < (closest?.wrong ?? Infinity)) closest = { name: other, wrong }
  }
  return closest?.name
}
