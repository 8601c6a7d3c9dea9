/** Keeps so many of the newest by key, and forgets the oldest: what is watched must not fill the memory. */
export class Newest<Item> {
  readonly #items = new Map<string, Item>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string): Item | undefined {
    return this.#items.get(key)
  }

  /** Returns what was forgotten for it. */
  add(key: string, item: Item): Item | undefined {
    this.#items.set(key, item)
    return this.#items.size > this.#limit ? this.forgetOldest() : undefined
  }

  forgetOldest(): Item | undefined {
    const [oldest] = this.#items
    if (!oldest) return undefined
    this.#items.delete(oldest[0])
    return oldest[1]
  }

  /** Newest first. */
  all(): Item[] {
    return [...this.#items.values()].reverse()
  }
}
