import jsonata from 'jsonata'
import type { QueryScope } from '../scope.ts'
import { boundedEvaluation, stackOverflow, withinTime } from './bounds.ts'
import { defineFunctions } from './functions.ts'

/** Evaluates an expression. What it returns or throws is still JSONata's: undefined, functions, objects with a `code`. */
export type Query = (scope: QueryScope) => unknown

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
  let scope: QueryScope | undefined
  defineFunctions(expression, () => {
    if (!scope) throw new Error('a JSONata function was called outside an evaluation')
    return scope
  })
  const mayBacktrack = hasRegularExpression(expression.ast())
  return (current) => {
    scope = current
    const { states, variables } = current
    const now = new Date(current.now)
    const bounds = boundedEvaluation()
    const bindings = {
      ...variables,
      states: {
        ...states,
        get context() {
          return current.context
        },
      },
      ...bounds,
      __evaluate_entry(_expression: unknown, _input: unknown, environment: { timestamp: Date }) {
        // JSONata sets this to the real time; `$toMillis` completes partial dates with it.
        environment.timestamp = now
        bounds.__evaluate_entry()
      },
    }
    const run = () => expression.evaluate(undefined, bindings)
    try {
      return mayBacktrack ? withinTime(run) : run()
    } finally {
      scope = undefined
    }
  }
}

function hasRegularExpression(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return false
  if ('type' in node && node.type === 'regex') return true
  return Object.values(node).some(hasRegularExpression)
}
