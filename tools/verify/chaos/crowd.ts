import { setTimeout as sleep } from 'node:timers/promises'
import type { Load } from './world.ts'

/** Clients of every load that work until they are told to stop, whatever becomes of the region. */
export class Crowd {
  readonly #loads: readonly Load[]
  #working = false
  #done: Promise<unknown> = Promise.resolve()
  /** Defects of the bench itself. */
  readonly defects: unknown[] = []

  constructor(loads: readonly Load[]) {
    this.#loads = loads
  }

  /** @param pauseMs between two things that a client does */
  start(pauseMs: number): void {
    this.#working = true
    this.#done = Promise.all(
      this.#loads.flatMap((load) => [
        this.#repeat(() => load.act(), pauseMs),
        this.#repeat(async () => load.attend?.(), pauseMs * 2),
      ]),
    )
  }

  async stop(): Promise<void> {
    this.#working = false
    await this.#done
  }

  async #repeat(act: () => Promise<void>, pauseMs: number): Promise<void> {
    while (this.#working) {
      await act().catch((error: unknown) => this.defects.push(error))
      await sleep(pauseMs)
    }
  }

  /**
   * Nobody begins anything new, who answers and receives goes on, until everything has come to its end.
   * @returns what has not, after `timeoutSeconds`
   */
  async settle(running: () => Promise<number>, timeoutSeconds: number): Promise<string | undefined> {
    let why: string | undefined
    for (const until = performance.now() + timeoutSeconds * 1000; performance.now() < until; await sleep(300)) {
      for (const load of this.#loads) await load.attend?.()
      const open = await running()
      why = open > 0 ? `${open} executions run` : undefined
      for (const load of this.#loads) why ??= load.unsettled?.()
      if (why === undefined) return undefined
    }
    return why
  }
}
