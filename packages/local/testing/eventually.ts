/**
 * Asks again, turn by turn, until `found` finds something. Nothing in this process takes time, only turns of the event loop; who
 * asks more often waits for functions in other threads and leaves them the processor meanwhile.
 * @throws Error after 20 seconds
 */
export async function eventually<T>(found: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (let turn = 0; turn < 2000; turn++) {
    const result = await found()
    if (result !== undefined && result !== false) return result
    await new Promise((resolve) => (turn < 20 ? setImmediate(resolve) : setTimeout(resolve, 10)))
  }
  throw new Error('nothing was found')
}
