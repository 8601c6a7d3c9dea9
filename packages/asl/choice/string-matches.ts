/** Whether the text fits a `StringMatches` pattern, where `*` stands for any characters and `\` takes it or itself literally. */
export function matchesPattern(text: string, pattern: string): boolean {
  const parts = ['']
  for (const token of pattern.match(/\\[\\*]|./gs) ?? []) {
    if (token === '*') parts.push('')
    else parts.push((parts.pop() ?? '') + (token.length === 2 && token.startsWith('\\') ? token.slice(1) : token))
  }
  const [first = '', ...rest] = parts
  if (rest.length === 0) return text === first
  const last = rest.pop() ?? ''
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  // Taking each part where it first occurs leaves the most room for the next: no backtracking.
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}
