/** Numbers that a seed decides (mulberry32, public domain). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)] as T
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length)
    for (let i = 0; i < length; i += 4) {
      const word = Math.floor(this.next() * 2 ** 32)
      for (let k = 0; k < 4 && i + k < length; k++) bytes[i + k] = word >>> (8 * k)
    }
    return bytes
  }

  /** Another sequence, so that what draws from it does not change what others draw. */
  branch(name: string): Random {
    let seed = this.#state
    for (const char of name) seed = (Math.imul(seed, 31) + char.charCodeAt(0)) >>> 0
    return new Random(seed)
  }
}
