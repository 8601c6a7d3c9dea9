import { memoryLimit, stackOverflow, timeout } from './bounds.ts'

/** What one evaluation may take. Sizes are bytes, counting 8 for a value, 8 for a list's item and 1 for a character. */
type Limits = {
  steps: number
  /** Of a list or text that an expression makes. */
  value: number
  /** Of a value with all that is in it, as often as it is in it. */
  whole: number
  /** Of all that is made, whether it is still needed or not. */
  total: number
  milliseconds: number
}

/** AWS lets expressions nest this deep. */
const DEEPEST = 100

/** So much of each takes about as long as a step. */
const perStep = {
  items: 128,
  itemsMade: 64,
  characters: 1024,
  charactersMade: 256,
  comparisons: 1024,
  bytesAsText: 512,
}

/**
 * AWS stops an expression after a second. Counting steps instead gives the same result everywhere, also on a busy machine; so many
 * take about as long. What functions do in one go counts as the steps that would take as long. What cannot be counted is
 * broken off by the watchdog.
 */
const most: Limits = {
  steps: 300_000,
  value: 6_990_256,
  whole: 32 * 2 ** 20,
  total: 256 * 2 ** 20,
  milliseconds: Number.POSITIVE_INFINITY,
}

/** What takes longer does not hold up others. */
export const LITTLE_MILLISECONDS = 50

/** What nothing within these takes long: no single function can, as their work depends on the sizes. */
const little: Limits = {
  ...most,
  value: 2 ** 20,
  whole: 2 ** 20,
  total: 16 * 2 ** 20,
  milliseconds: LITTLE_MILLISECONDS,
}

/** The expression takes more than a little, which is not an error yet: it is evaluated again, under the watchdog or elsewhere. */
export class TakesMore extends Error {
  override readonly name = 'TakesMore'
}

type Node = { type: string; group?: unknown }

/** Counts what an evaluation takes, and ends it when that is too much. */
export class Evaluation {
  readonly #limits: Limits
  readonly #isLittle: boolean
  readonly #began = performance.now()
  #depth = 0
  #steps = 0
  #calls = 0
  #total = 0
  readonly #weights = new WeakMap<object, number>()
  readonly #lists = new WeakSet<object>()

  /** @param type `little` throws TakesMore where `most` goes on */
  constructor(type: 'little' | 'most') {
    this.#isLittle = type === 'little'
    this.#limits = this.#isLittle ? little : most
  }

  /** JSONata begins to evaluate a part of an expression. */
  enter(): void {
    if (++this.#depth > DEEPEST) throw stackOverflow()
    if (++this.#steps > this.#limits.steps) throw timeout()
    if ((++this.#calls & 15) === 0) this.#checkTime()
  }

  /** JSONata has evaluated it. */
  leave({ type, group }: Node, result: unknown): void {
    this.#depth--
    const isMade = type === 'unary' || type === 'function' || type === 'apply' || group !== undefined
    if (typeof result === 'string') {
      if (isMade || type === 'binary') this.#makesText(result)
    } else if (typeof result === 'object' && result !== null) {
      if (Array.isArray(result)) this.#makesList(result)
      if (isMade && this.#weigh(result) > this.#limits.whole) throw this.#tooLarge()
    }
  }

  /** A function of JSONata is called, maybe by another, with no step between. */
  call(name: string, args: readonly unknown[]): void {
    if ((++this.#calls & 15) === 0) this.#checkTime()
    for (const arg of args) {
      if (Array.isArray(arg)) this.#works(arg.length / perStep.items)
      else if (typeof arg === 'string') this.#works(arg.length / perStep.characters)
    }
    const [first, second] = args
    if (name === 'pad' && Math.abs(Number(second)) > this.#limits.value) throw this.#tooLarge()
    if (name === 'string') this.#works(this.#weigh(first) / perStep.bytesAsText)
    if (name === 'distinct' && Array.isArray(first)) {
      // Each item is compared with all that differ before it.
      if (this.#isLittle && first.length > 1_000) throw new TakesMore()
      this.#works((first.length * new Set(first).size) / perStep.comparisons)
    }
  }

  #works(steps: number): void {
    this.#steps += Math.floor(steps)
    if (this.#steps > this.#limits.steps) throw timeout()
  }

  /** It has returned. */
  returned(name: string, args: readonly unknown[], result: unknown): void {
    if (typeof result === 'string') this.#makesText(result)
    if (!Array.isArray(result)) return
    this.#makesList(result)
    // Lists that grow item by item are not weighed from the beginning each time.
    if (name === 'append' && !args.includes(result))
      this.#weights.set(result, this.#weigh(args[0]) + this.#weigh(args[1]))
  }

  #makesText({ length }: string): void {
    if (length > this.#limits.value) throw this.#tooLarge()
    if (length <= 256) return
    this.#charge(length)
    this.#works(length / perStep.charactersMade)
  }

  #makesList(list: readonly unknown[]): void {
    if (list.length <= 32 || this.#lists.has(list)) return
    if (list.length * 8 > this.#limits.value) throw this.#tooLarge()
    this.#lists.add(list)
    this.#charge(list.length * 8)
    this.#works(list.length / perStep.itemsMade)
  }

  #charge(bytes: number): void {
    this.#total += bytes
    if (this.#total > this.#limits.total) throw this.#tooLarge()
  }

  /** Parts may be shared, and a few of them endless when they are written out or compared. */
  #weigh(value: unknown): number {
    if (typeof value === 'string') return 8 + value.length
    if (typeof value !== 'object' || value === null || isFunction(value)) return 8
    const known = this.#weights.get(value)
    if (known !== undefined) return known
    const parts: unknown[] = Array.isArray(value) ? value : Object.values(value)
    let weight = 8
    for (const part of parts) weight += this.#weigh(part)
    this.#charge(Array.isArray(value) ? 0 : parts.length * 16)
    this.#weights.set(value, weight)
    return weight
  }

  /** Where it is evaluated depends on this, what it results in does not. */
  #checkTime(): void {
    if (performance.now() - this.#began > this.#limits.milliseconds) throw new TakesMore()
  }

  #tooLarge(): Error {
    return this.#isLittle ? new TakesMore() : memoryLimit()
  }
}

const isFunction = (value: object): boolean => '_jsonata_lambda' in value || '_jsonata_function' in value
