/** Fields of an answer or of an event, with JSON text in them as the JSON that it is. */
export function unfolded(fields: Record<string, unknown>): Record<string, unknown> {
  const parsed = (value: unknown): unknown => {
    if (typeof value !== 'string' || !/^[[{]/.test(value)) return value
    try {
      return JSON.parse(value)
    } catch {
      return value
    }
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, parsed(value)]])),
  )
}
