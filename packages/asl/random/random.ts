import { randomUuid } from './random-uuid.ts'

/** Where a generator stands: all it takes to go on with the same numbers. */
export type RandomState = readonly [number, number, number, number]

/** Spreads any text over the 128 bits of a generator's state (cyrb128 by bryc, public domain). */
export function seedRandom(seed: string): RandomState {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let i = 0; i < seed.length; i++) {
    const k = seed.charCodeAt(i)
    a = b ^ Math.imul(a ^ k, 597399067)
    b = c ^ Math.imul(b ^ k, 2869860233)
    c = d ^ Math.imul(c ^ k, 951274213)
    d = a ^ Math.imul(d ^ k, 2716044179)
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0]
}

/**
 * The run's own source of randomness (sfc32): UUIDs, task tokens, jitter and `States.MathRandom` come out the same each time a
 * journal is replayed.
 */
export class Random {
  #state: [number, number, number, number]

  constructor(state: RandomState) {
    this.#state = [...state]
  }

  get state(): RandomState {
    return this.#state
  }

  goOnFrom(state: RandomState): void {
    this.#state = [...state]
  }

  /** Uniform in [0, 1). */
  next = (): number => this.#bits() / 2 ** 32

  uuid(): string {
    return randomUuid(this.next)
  }

  /** As opaque and as safe in a URL as AWS's, but shorter. */
  taskToken(): string {
    return `AQ${Buffer.from(Array.from({ length: 48 }, () => this.#bits() & 255)).toString('base64url')}`
  }

  #bits(): number {
    let [a, b, c, d] = this.#state
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    this.#state = [a, b, c, d]
    return t >>> 0
  }
}
