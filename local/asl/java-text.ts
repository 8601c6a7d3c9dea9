import type { Json } from '../json.ts'

/** A value as Java's `String.valueOf` prints it: `{a=1, b=[x, null]}`. AWS shows values so in `States.Format` and in messages. */
export function javaText(value: Json): string {
  if (value === null || typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  return `{${Object.entries(value)
    .map(([name, item]) => `${name}=${javaText(item)}`)
    .join(', ')}}`
}
