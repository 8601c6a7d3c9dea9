const MASK = (1n << 48n) - 1n
const MULTIPLIER = 0x5deece66dn
const INCREMENT = 0xbn

/**
 * Java's `java.util.Random`, bit for bit: what AWS makes of a seed.
 * @see https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Random.html
 */
export class JavaRandom {
  #state: bigint

  constructor(seed: number) {
    this.#state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK
  }

  /** Uniform in [0, 1). */
  nextDouble(): number {
    return (this.#next(26) * 2 ** 27 + this.#next(27)) / 2 ** 53
  }

  /** A whole number from 0 to below `bound`. */
  nextInt(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.#next(31))) >> 31n)
    for (;;) {
      const bits = this.#next(31)
      const value = bits % bound
      // Java leaves out the last, incomplete run of values so that all are equally likely.
      if (bits - value + (bound - 1) < 2 ** 31) return value
    }
  }

  #next(bits: number): number {
    this.#state = (this.#state * MULTIPLIER + INCREMENT) & MASK
    return Number(this.#state >> BigInt(48 - bits))
  }
}
