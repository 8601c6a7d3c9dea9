import type { JsonObject } from '../json.ts'
import { Random, type RandomState } from '../random/random.ts'
import type { Answer, QueryScope } from '../scope.ts'
import { answerTo, exceeded } from './answer.ts'
import { memoryLimit, timeout } from './bounds.ts'
import { TakesMore } from './evaluation.ts'

/** What an expression resulted in, and where the run's randomness stood afterwards. */
export type Evaluated = { answer: Answer; random: RandomState }

/** By position: 0 is the first expression that an event has the engine evaluate. */
export type EvaluatedAt = readonly [position: number, evaluated: Evaluated]

/** An expression with all that it sees, as plain data: it can be sent to another thread. */
export type LongExpression = Pick<QueryScope, 'states' | 'variables' | 'now'> & {
  position: number
  text: string
  context: JsonObject
  random: RandomState
}

/** So long may the expressions of one attempt take together. */
const patienceMs = 100

/**
 * `advance` would take too long. Nothing has happened. Evaluate the expression elsewhere, give its result to `Expressions.know`, and
 * advance again. Without an expression, all have become too much together: let others go on first.
 */
export class TakesLong extends Error {
  override readonly name = 'TakesLong'
  readonly expression: LongExpression | undefined

  constructor(expression?: LongExpression) {
    super('expressions take long')
    this.expression = expression
  }
}

/** The expressions that one event has the engine evaluate, over as many attempts as that takes. */
export class Expressions {
  readonly #evaluated: Evaluated[] = []
  readonly #elsewhere = new Map<number, Evaluated>()
  readonly #long = new Map<number, LongExpression>()
  readonly #isPatient: boolean
  #next = 0
  #spentMs = 0

  /** @param recorded with the event, which is replayed: nothing takes too long then */
  constructor(recorded?: readonly EvaluatedAt[]) {
    this.#isPatient = recorded !== undefined
    for (const [position, evaluated] of recorded ?? []) this.know(position, evaluated)
  }

  /** Before each attempt. */
  begin(): void {
    this.#next = 0
    this.#spentMs = 0
  }

  /** An expression was evaluated elsewhere. */
  know(position: number, evaluated: Evaluated): void {
    this.#elsewhere.set(position, evaluated)
  }

  /** What was evaluated elsewhere, to be recorded with the event. */
  get elsewhere(): EvaluatedAt[] {
    return [...this.#elsewhere]
  }

  /** @throws TakesLong */
  evaluate(text: string, scope: QueryScope, random: Random): Answer {
    const position = this.#next++
    const known = this.#elsewhere.get(position) ?? this.#evaluated[position]
    if (known) {
      random.goOnFrom(known.random)
      return known.answer
    }
    if (this.#isPatient) return answerTo(text, scope, 'all')
    const long = this.#long.get(position)
    if (long) throw new TakesLong(long)
    if (this.#spentMs > patienceMs) throw new TakesLong()

    const { states, variables, now } = scope
    const before = random.state
    const began = performance.now()
    try {
      const answer = answerTo(text, scope, 'little')
      this.#evaluated[position] = { answer, random: random.state }
      this.#spentMs += performance.now() - began
      return answer
    } catch (error) {
      if (!(error instanceof TakesMore)) throw error
      const expression = { position, text, states, variables, context: scope.context, now, random: before }
      this.#long.set(position, expression)
      throw new TakesLong(expression)
    }
  }
}

/** Evaluates an expression that takes long: about a second's work, five at most. For a thread that has nothing else to do. */
export function evaluateLong({ text, random, ...seen }: LongExpression): Evaluated {
  const source = new Random(random)
  const answer = answerTo(text, { ...seen, random: source.next }, 'most')
  return { answer, random: source.state }
}

/** What an expression results in whose thread had to be ended, for the time or the memory that it took. */
export function brokenOff({ random }: LongExpression, bound: 'time' | 'memory'): Evaluated {
  return { answer: exceeded(bound === 'time' ? timeout() : memoryLimit()), random }
}
