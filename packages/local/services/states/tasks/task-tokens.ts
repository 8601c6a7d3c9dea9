import { invalidToken, StatesError } from '../wire/states-error.ts'

/** A task that waits for whoever holds its token. */
export type WaitingTask = {
  executionArn: string
  task: string
  /** Resolves when the service has accepted the request: an answer that comes sooner waits for that. */
  submitted: Promise<void>
}

/** How the engine makes tokens; anything else never was one. */
const wellFormed = /^AQ[\w-]{60,}$/

/** Who waits for which token. Tokens of open tasks are here again after a restart, because `outstanding` names them. */
export class TaskTokens {
  readonly #waiting = new Map<string, WaitingTask>()

  /** Returns what forgets the token. */
  add(token: string, waiting: WaitingTask): () => void {
    this.#waiting.set(token, waiting)
    return () => this.#waiting.delete(token)
  }

  /** @throws StatesError InvalidToken, or TaskTimedOut when nobody waits for this token any more */
  get(token: string): WaitingTask {
    const waiting = this.#waiting.get(token)
    if (waiting) return waiting
    if (!wellFormed.test(token)) throw invalidToken()
    throw new StatesError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
  }
}
