import { createHash } from 'node:crypto'

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What nobody has written. */
export const ABSENT = 'absent'

/** One place that one client writes again and again: what may be read there after all that was acknowledged. */
export class Latest {
  #possible: string[] = [ABSENT]
  acknowledged = 0

  /** The region promised that this is there now. */
  isNow(value: string): void {
    this.#possible = [value]
    this.acknowledged++
  }

  /** It may be there, or what was there before. */
  maybe(value: string): void {
    this.#possible.push(value)
  }

  allows(value: string): boolean {
    return this.#possible.includes(value)
  }

  /** Whether something must be there. */
  get isPromised(): boolean {
    return !this.#possible.includes(ABSENT)
  }
}
