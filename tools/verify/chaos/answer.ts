/**
 * What became of a request. `acknowledged` is a promise of the region; `refused` says that nothing was done; `unknown` may have
 * been done or not: the connection broke, or the region could not tell.
 */
export type Answer<T> =
  | { type: 'acknowledged'; value: T }
  | { type: 'refused'; error: Error }
  | { type: 'unknown'; error: Error }

/** Requests that a region that lived did not answer in 20 s, by what was asked for. */
export const unanswered: string[] = []

/** Sends a request once. */
export async function answerOf<T>(send: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { type: 'acknowledged', value: await send() }
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    const status = statusOf(error)
    if (error.name === 'TimeoutError') unanswered.push(String(send))
    return { type: status !== undefined && status < 500 ? 'refused' : 'unknown', error }
  }
}

/** The HTTP status of an error of the AWS SDK or of `Refused`; undefined when no answer came. */
export function statusOf(error: unknown): number | undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return error instanceof Refused ? error.status : $metadata?.httpStatusCode
}

/** The API answered with something else than it was asked for. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number

  constructor(status: number, body: string) {
    super(`${status} ${body.slice(0, 300)}`)
    this.status = status
  }
}
