import type { StoredObject } from './store/objects.ts'

/**
 * For tests: lets S3 be stale again, as it was before December 2020, so that a read predicate has something to guard against.
 * @see https://aws.amazon.com/blogs/aws/amazon-s3-update-strong-read-after-write-consistency/
 */
export class StaleReads {
  readonly #injected = new Map<string, { left: number; state: StoredObject | undefined }>()
  readonly #current: (bucket: string, key: string) => StoredObject | undefined

  constructor(current: (bucket: string, key: string) => StoredObject | undefined) {
    this.#current = current
  }

  /** The next `reads` gets and heads of this key answer what is there now (nothing, if it is not written yet). */
  inject(bucket: string, key: string, reads: number): void {
    const state = this.#current(bucket, key)
    if (state && 'file' in state.content) throw new Error('stale reads hold objects of up to 1 MiB only')
    this.#injected.set(`${bucket}/${key}`, { left: reads, state })
  }

  /** The state to answer a read with. */
  read(bucket: string, key: string): StoredObject | undefined {
    const injected = this.#injected.get(`${bucket}/${key}`)
    if (!injected || injected.left === 0) return this.#current(bucket, key)
    injected.left -= 1
    return injected.state
  }
}
