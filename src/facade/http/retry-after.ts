/**
 * When a caller should ask again, in seconds: the longer an execution runs, the more seldom.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterSeconds(ageMs: number): number {
  if (ageMs < 10_000) return 1
  if (ageMs < 60_000) return 2
  return ageMs < 600_000 ? 5 : 30
}
