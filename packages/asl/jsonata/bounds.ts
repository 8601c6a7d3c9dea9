import { createContext, Script } from 'node:vm'

/** An expression took more than AWS lets it. The messages are AWS's. */
export class BoundExceeded extends Error {
  override readonly name = 'BoundExceeded'
}

/** AWS lets expressions nest this deep. */
const DEEPEST = 100
/** AWS stops an expression after a second. Counting steps instead gives the same result everywhere; so many take about as long. */
const MOST_STEPS = 300_000
/** Of one value that an expression makes, counting 8 for a list's item and 1 for a character. */
const LARGEST_BYTES = 6_990_256
/** For what cannot be counted: a regular expression that backtracks without end. */
const LONGEST_MILLISECONDS = 1_000

/** JSONata calls these at each step of an evaluation; they end it when it goes too far. */
export function boundedEvaluation() {
  let depth = 0
  let steps = 0
  return {
    __evaluate_entry() {
      if (++depth > DEEPEST) throw stackOverflow()
      if (++steps > MOST_STEPS) throw timeout()
    },
    __evaluate_exit(_expression: unknown, _input: unknown, _environment: unknown, result: unknown) {
      depth--
      if (bytesOf(result) > LARGEST_BYTES) throw memoryLimit()
    },
  }
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  return Array.isArray(value) ? value.length * 8 : 0
}

export function memoryLimit(): BoundExceeded {
  return new BoundExceeded('Expression evaluation memory limit exceeded: Check for excessive memory usage')
}

function timeout(): BoundExceeded {
  return new BoundExceeded('Expression evaluation timeout: Check for infinite loop')
}

export function stackOverflow(): BoundExceeded {
  const advice = 'Consider rewriting as tail-recursive'
  return new BoundExceeded(`Stack overflow error: Check for non-terminating recursive function. ${advice}`)
}

const watched: { run?: () => unknown } = {}
const context = createContext(watched)
const script = new Script('run()')

/** Runs a synchronous function and breaks it off, wherever it is, when it takes too long. */
export function withinTime<T>(run: () => T): T {
  watched.run = run
  try {
    return script.runInContext(context, { timeout: LONGEST_MILLISECONDS })
  } catch (error) {
    if (isTimeout(error)) throw timeout()
    throw error
  } finally {
    delete watched.run
  }
}

function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
