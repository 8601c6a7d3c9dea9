import type { Load } from './world.ts'

/** What is printed: progress as it happens, a table and the broken promises at the end. */
export class Report {
  readonly #seed: number
  readonly #began = performance.now()
  readonly #counts = new Map<string, number>()
  readonly #broken = new Map<string, string[]>()
  #promises: (readonly [string, number])[] = []
  #executions = 0
  #phase = 'start'

  constructor(seed: number) {
    this.#seed = seed
  }

  get isGreen(): boolean {
    return this.#broken.size === 0
  }

  say(line: string): void {
    const seconds = ((performance.now() - this.#began) / 1000).toFixed(0).padStart(4)
    console.log(`${seconds} s  ${this.#phase.padEnd(9)} ${line}`)
  }

  count(what: string, by = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + by)
  }

  begin(phase: string): void {
    this.#phase = phase
    this.say('begins')
  }

  /** Promises that are broken. What a phase has told is not told again by those that follow. */
  found(sentences: readonly string[]): void {
    for (const sentence of sentences) {
      if (this.isKnown(sentence)) continue
      this.#broken.set(this.#phase, [...(this.#broken.get(this.#phase) ?? []), sentence])
      this.say(`BROKEN: ${sentence}`)
    }
  }

  isKnown(sentence: string): boolean {
    return [...this.#broken.values()].some((broken) => broken.includes(sentence))
  }

  /** Everything was looked at. */
  end(loads: readonly Load[], executions: number): void {
    this.#promises = loads.map((load) => [load.name, load.promises()])
    this.#executions = executions
    const promises = this.#promises.reduce((sum, [, number]) => sum + number, 0)
    this.say(`${promises} promises and ${executions} executions looked at`)
  }

  print(): void {
    const rows = [
      ...this.#counts,
      ...this.#promises.map(([name, number]) => [`kept: ${name}`, number] as const),
      ['executions', this.#executions] as const,
    ]
    const width = Math.max(...rows.map(([what]) => what.length))
    console.log(`\n${rows.map(([what, number]) => `${what.padEnd(width)}  ${String(number).padStart(6)}`).join('\n')}`)
    const minutes = ((performance.now() - this.#began) / 60_000).toFixed(1)
    for (const [phase, sentences] of this.#broken)
      for (const sentence of sentences) console.error(`\nchaos: in ${phase}, seed ${this.#seed}: ${sentence}`)
    const broken = [...this.#broken.values()].flat().length
    console.log(
      `\nseed ${this.#seed}, ${minutes} min: ${broken === 0 ? 'every promise was kept' : `${broken} promises were broken`}`,
    )
  }
}
