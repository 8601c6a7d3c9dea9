import type { Json } from './json.ts'

/**
 * Small JSON objects of the data bucket, each written once. Every promise may be rejected with `ProcessDataUnavailable`; then
 * trying again helps.
 */
export type Records = {
  /** Writes a record unless it exists. Returns whether this call wrote it. */
  put(key: string, value: object): Promise<boolean>
  /** Reads a record, `undefined` if there is none (yet). */
  get(key: string): Promise<Json | undefined>
}
