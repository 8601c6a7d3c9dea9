/**
 * When a caller does well to ask again, in seconds: often for what has just begun, ever more seldom for what takes long.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterSeconds(ageMs: number): number {
  if (ageMs < 10_000) return 1
  if (ageMs < 60_000) return 2
  return ageMs < 600_000 ? 5 : 30
}
