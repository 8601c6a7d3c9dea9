import type { Clock } from '../../clock/clock.ts'
import type { Invoke } from '../lambda/invoke.ts'

/** Invokes a function for somebody who waits so long for it. */
export function invokeWithin(
  timeoutMs: number,
  functionArn: string,
  payload: string,
  { clock, invoke }: { clock: Clock; invoke: Invoke },
): Promise<{ payload: string } | { failure: string } | 'timed out' | 'too large'> {
  return new Promise((resolve) => {
    const cancel = clock.at(clock.now() + timeoutMs, () => resolve('timed out'))
    invoke(functionArn, payload)
      .then(
        ({ payload, functionError }) => resolve(functionError ? { failure: payload } : { payload }),
        (error: Error) => {
          const tooLarge = error.name === 'RequestTooLargeException'
          resolve(tooLarge ? 'too large' : { failure: `${error.name}: ${error.message}` })
        },
      )
      .finally(cancel)
  })
}
