import type { Api, Clients } from './clients.ts'
import type { Random } from './random.ts'

/** What every load works with. */
export type World = Clients & {
  api: Api
  random: Random
  accountId: string
  region: string
  /** What was under way then may have run out of its time, which is an end like others. */
  clockJumped: boolean
}

/** Clients that do one thing, and remember what was acknowledged. */
export type Load = {
  name: string
  /** Makes what it needs. Called until it resolves; what is there already is no error. */
  prepare?(): Promise<void>
  /** One unit of work. What the region answers is recorded, none of it is thrown. */
  act(): Promise<void>
  /** Also goes on while everything settles: who answers, who receives. */
  attend?(): Promise<void>
  /** Why it is not settled; undefined when it is. */
  unsettled?(): string | undefined
  /** One sentence for each promise that is broken. Requests may be repeated. */
  check(): Promise<string[]>
  /** How many promises it holds. */
  promises(): number
}

/** For a number in names and ids that sorts as it was made. */
export const padded = (n: number): string => String(n).padStart(5, '0')

/** How long it is asked again, and how often `forAll` had no answer where it is not asked again. */
export const patience = { ms: 60_000, refused: 0 }

/** Asks until there is an answer, of a region that is up. @throws the last error when patience ends */
export async function insist<T>(
  ask: () => Promise<T>,
  isAnswer: (error: unknown) => boolean = () => false,
): Promise<T | undefined> {
  for (const until = performance.now() + patience.ms; ; ) {
    try {
      return await ask()
    } catch (error) {
      if (isAnswer(error)) return undefined
      if (performance.now() >= until) throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

export const hasName =
  (...names: string[]) =>
  (error: unknown): boolean =>
    error instanceof Error && names.includes(error.name)

/** Does it for all, a few at a time. */
export async function forAll<T, R>(items: Iterable<T>, act: (item: T) => Promise<R>, together = 8): Promise<R[]> {
  const left = [...items]
  const results: R[] = []
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      try {
        results.push(await act(item))
      } catch (error) {
        if (patience.ms > 0) throw error
        patience.refused++
      }
    }
  }
  await Promise.all(Array.from({ length: together }, worker))
  return results
}
