/**
 * Condition keys of one request and their values, keys in lower case. A list is a key with several values, e.g.
 * `dynamodb:leadingkeys`.
 */
export type Context = ReadonlyMap<string, readonly string[]>

/** Keys as AWS writes them, e.g. `s3:x-amz-storage-class`; IAM does not care about their case. */
export function contextOf(keys: Readonly<Record<string, string | readonly string[]>>): Context {
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value].flat()]))
}
