import { createContext, Script } from 'node:vm'

/** An expression took more than AWS lets it. The messages are AWS's. */
export class BoundExceeded extends Error {
  override readonly name = 'BoundExceeded'
}

export function memoryLimit(): BoundExceeded {
  return new BoundExceeded('Expression evaluation memory limit exceeded: Check for excessive memory usage')
}

export function timeout(): BoundExceeded {
  return new BoundExceeded('Expression evaluation timeout: Check for infinite loop')
}

export function stackOverflow(): BoundExceeded {
  const advice = 'Consider rewriting as tail-recursive'
  return new BoundExceeded(`Stack overflow error: Check for non-terminating recursive function. ${advice}`)
}

const watched: { run?: () => unknown } = {}
const context = createContext(watched)
const script = new Script('run()')

/** Runs a synchronous function and throws `late()` wherever it is, when it takes longer. It starts a thread: 0.1 ms each time. */
export function withinTime<T>(milliseconds: number, run: () => T, late: () => Error): T {
  watched.run = run
  try {
    return script.runInContext(context, { timeout: milliseconds })
  } catch (error) {
    if (isTimeout(error)) throw late()
    throw error
  } finally {
    delete watched.run
  }
}

function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
