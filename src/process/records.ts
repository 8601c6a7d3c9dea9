import type { Json } from './json.ts'

/**
 * Small JSON objects of the data bucket, each written once. Every promise may be rejected with `ProcessDataUnavailable`,
 * which is worth another try.
 */
export type Records = {
  /** Writes a record, unless there is one. Tells whether it was this call that wrote it. */
  put(key: string, value: object): Promise<boolean>
  /** Reads a record, `undefined` if there is none (yet). */
  get(key: string): Promise<Json | undefined>
}
