import jsonata from 'jsonata'
import type { JsonObject } from '../json.ts'
import type { QueryScope } from '../scope.ts'
import { stackOverflow, timeout, withinTime } from './bounds.ts'
import { Evaluation, LITTLE_MILLISECONDS, TakesMore } from './evaluation.ts'
import { defineFunctions } from './functions.ts'
import { counting } from './native-functions.ts'

/**
 * Evaluates an expression. What it returns or throws is still JSONata's: undefined, functions, objects with a `code`.
 * @throws TakesMore when the effort was a little and is not enough
 */
export type Query = (scope: QueryScope, effort: Effort) => unknown

/** `little` is a moment, `most` what AWS allows; `all` tries with a little first. */
export type Effort = 'little' | 'most' | 'all'

/** For a regular expression that backtracks without end. AWS stops expressions after a second. */
const MATCHING_MILLISECONDS = 1_000
/** The last resort. What takes a second on a quiet machine ends by its steps; a busy one must not break off what does not. */
const UNCOUNTED_MILLISECONDS = 5_000

const compiled = new Map<string, Query>()

/**
 * Compiles an expression, once.
 * @throws what JSONata's parser throws: `{ code: 'S0207', message: 'Unexpected end of expression', … }`
 */
export function compile(text: string): Query {
  const known = compiled.get(text)
  if (known) return known
  const query = bind(parse(text))
  if (compiled.size >= 10_000) compiled.clear()
  compiled.set(text, query)
  return query
}

function parse(text: string): jsonata.Expression {
  try {
    return jsonata(text)
  } catch (error) {
    throw error instanceof RangeError ? stackOverflow() : error
  }
}

function bind(expression: jsonata.Expression): Query {
  let chance: Chance | undefined
  defineFunctions(expression, () => {
    if (!chance) throw new Error('a JSONata function was called outside an evaluation')
    return chance
  })
  const mayBacktrack = hasRegularExpression(expression.ast())

  const run = ({ states, variables, context, now }: LazyScope, visible: Chance, evaluation: Evaluation): unknown => {
    chance = visible
    const date = new Date(now)
    const bindings = {
      ...variables,
      states: {
        ...states,
        get context() {
          return context()
        },
      },
      __evaluate_entry(_expression: unknown, _input: unknown, environment: { timestamp: Date }) {
        // JSONata sets this to the real time; `$toMillis` completes partial dates with it.
        environment.timestamp = date
        evaluation.enter()
      },
      __evaluate_exit(
        node: Parameters<Evaluation['leave']>[0],
        _input: unknown,
        _environment: unknown,
        result: unknown,
      ) {
        evaluation.leave(node, result)
      },
    }
    try {
      return counting(evaluation, () => expression.evaluate(undefined, bindings))
    } finally {
      chance = undefined
    }
  }

  return (scope, effort) => {
    const { states, variables, random, now } = scope
    const lazy = { states, variables, now, context: () => scope.context }
    const drawn: number[] = []
    const draw = () => {
      const number = random()
      drawn.push(number)
      return number
    }
    if (effort === 'little' && mayBacktrack) {
      return withinTime(
        LITTLE_MILLISECONDS,
        () => run(lazy, { random: draw, now }, new Evaluation('little')),
        takesMore,
      )
    }
    if (effort !== 'most' && !mayBacktrack) {
      try {
        return run(lazy, { random: draw, now }, new Evaluation('little'))
      } catch (error) {
        if (effort === 'little' || !(error instanceof TakesMore)) throw error
      }
    }
    // The same numbers again: where it is evaluated makes no difference.
    let again = 0
    const redraw = () => drawn[again++] ?? random()
    return withinTime(
      mayBacktrack ? MATCHING_MILLISECONDS : UNCOUNTED_MILLISECONDS,
      () => run(lazy, { random: redraw, now }, new Evaluation('most')),
      timeout,
    )
  }
}

const takesMore = () => new TakesMore()

type Chance = Pick<QueryScope, 'random' | 'now'>
/** A scope whose context object is made when it is read. */
type LazyScope = Pick<QueryScope, 'states' | 'variables' | 'now'> & { context: () => JsonObject }

function hasRegularExpression(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return false
  if ('type' in node && node.type === 'regex') return true
  return Object.values(node).some(hasRegularExpression)
}
