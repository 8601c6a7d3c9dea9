/** The depth that the facade takes. */
const maxDepth = 500

/**
 * Why this JSON value cannot be sent on as it came: it is nested deeper than the facade takes, or holds a number that JSON cannot
 * say. Not recursive, as the caller chooses the depth.
 */
export function unportable(value: unknown): string | undefined {
  const open = [{ value, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next
    if (depth > maxDepth) return `The body is nested deeper than ${maxDepth} levels: flatten it.`
    if (value === Infinity || value === -Infinity) return 'The body holds a number above 1.8e308: send it as a string.'
    if (typeof value === 'object' && value)
      for (const child of Object.values(value)) open.push({ value: child, depth: depth + 1 })
  }
  return undefined
}
