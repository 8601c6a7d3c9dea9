import type { Json } from '../json.ts'

/**
 * The distinct values in the order in which a Java HashSet made of the list gives them, which is AWS's: small whole numbers
 * come sorted, but `[true, false]` becomes `[false, true]`. Objects are equal whatever the order of their keys.
 * @see https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/HashMap.html
 */
export function distinctInJavaOrder(list: Json[]): Json[] {
  const distinct = new Map<string, Json>()
  for (const item of list) {
    const identity = canonicalText(item)
    if (!distinct.has(identity)) distinct.set(identity, item)
  }
  const size = tableSize(distinct.size)
  const buckets = new Map<number, Json[]>()
  for (const item of distinct.values()) {
    const code = hashCode(item)
    const bucket = (code ^ (code >>> 16)) & (size - 1)
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), item])
  }
  return [...buckets.entries()].sort(([a], [b]) => a - b).flatMap(([, items]) => items)
}

/** 16 buckets, doubled whenever they are more than three quarters full. */
function tableSize(entries: number): number {
  let size = 16
  while (entries > size * 0.75) size *= 2
  return size
}

/** JSON text with sorted keys: the same for values that Java calls equal, `1` and `"1"` apart. */
function canonicalText(value: Json): string {
  return JSON.stringify(value, (_, node: unknown) =>
    typeof node === 'object' && node !== null && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  )
}

/** `hashCode()` of what Jackson makes of a JSON value: Integer, Long, Double, String, Boolean, List, Map. */
function hashCode(value: Json): number {
  if (value === null) return 0
  if (typeof value === 'boolean') return value ? 1231 : 1237
  if (typeof value === 'number') return numberHash(value)
  if (typeof value === 'string') return fold(value.length, 0, (i) => value.charCodeAt(i))
  if (Array.isArray(value)) return fold(value.length, 1, (i) => hashCode(value[i] ?? null))
  return Object.entries(value).reduce((sum, [name, item]) => (sum + (hashCode(name) ^ hashCode(item))) | 0, 0)
}

function fold(length: number, start: number, codeAt: (i: number) => number): number {
  let code = start
  for (let i = 0; i < length; i++) code = (Math.imul(31, code) + codeAt(i)) | 0
  return code
}

function numberHash(value: number): number {
  if (Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31) return value
  const bytes = new DataView(new ArrayBuffer(8))
  if (Number.isSafeInteger(value)) bytes.setBigInt64(0, BigInt(value))
  else bytes.setFloat64(0, value)
  return bytes.getInt32(0) ^ bytes.getInt32(4)
}
