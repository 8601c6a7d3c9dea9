import type { Json } from './json.ts'

/** A value as Java's `String.valueOf` prints it: `{a=1, b=[x, null]}`. AWS shows values so in `States.Format` and in messages. */
export function javaText(value: Json): string {
  if (typeof value === 'number') return javaNumber(value)
  if (value === null || typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  return `{${Object.entries(value)
    .map(([name, item]) => `${name}=${javaText(item)}`)
    .join(', ')}}`
}

/** A Long as it is, a Double as Java's `Double.toString` prints it: `1.5`, `1.23456785E7`, `1.2E-4`. */
function javaNumber(value: number): string {
  const size = Math.abs(value)
  if ((Number.isInteger(value) && size < 2 ** 63) || (size >= 1e-3 && size < 1e7)) return String(value)
  const [digits = '', exponent] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}
