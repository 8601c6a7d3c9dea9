import { setTimeout as after } from 'node:timers/promises'

/**
 * Asks again and again until the answer is not `undefined`.
 * @throws Error naming what was waited for after `timeoutSeconds`
 */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined>,
  timeoutSeconds = 30,
): Promise<Answer> {
  const deadline = performance.now() + timeoutSeconds * 1_000
  while (performance.now() < deadline) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await after(200)
  }
  throw new Error(`waited ${timeoutSeconds} s for ${what}`)
}
