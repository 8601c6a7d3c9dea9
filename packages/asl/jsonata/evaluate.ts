import * as z from 'zod'
import type { Json, JsonObject } from '../json.ts'
import type { QueryScope } from '../scope.ts'
import { StateError } from '../state-error.ts'
import { BoundExceeded } from './bounds.ts'
import { compile } from './compile.ts'
import { expressionText, isExpression } from './expression.ts'
import { plainJson, UnsupportedType } from './plain-json.ts'

export type JsonType = 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string'

/**
 * A field of a JSONata state with every `{% … %}` string in it, however deep, replaced by what it evaluates to.
 * @param field its name, where a message and `location` start: `Output`, `Assign`, `Arguments`, `Choices[0]/Condition`, …
 * @param expected the type that the field must have if it is an expression itself, such as `array` for `Items`
 * @throws StateError States.QueryEvaluationError
 */
export function evaluate(field: string, template: Json, scope: QueryScope, expected?: JsonType): Json {
  if (typeof template === 'string') {
    return isExpression(template) ? evaluateExpression(field, expressionText(template), scope, expected) : template
  }
  if (Array.isArray(template)) return template.map((item, i) => evaluate(`${field}[${i}]`, item, scope))
  if (typeof template !== 'object' || template === null) return template
  const object: JsonObject = {}
  for (const [name, item] of Object.entries(template)) {
    const value = evaluate(`${field}/${name}`, item, scope)
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}

function evaluateExpression(field: string, text: string, scope: QueryScope, expected?: JsonType): Json {
  const fail = (problem: string) => {
    const subject = `The JSONata expression '${text}' specified for the field '${field}'`
    return new StateError('States.QueryEvaluationError', `${subject} ${problem}`, field)
  }
  const value = run(text, scope, fail)
  if (expected !== undefined && typeOf(value) !== expected) {
    const types = `Expected '${expected}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`
    throw fail(`returned an unexpected result type. ${types}`)
  }
  return value
}

function run(text: string, scope: QueryScope, fail: (problem: string) => StateError): Json {
  let result: unknown
  try {
    result = compile(text)(scope)
    if (result !== undefined) return plainJson(result)
  } catch (error) {
    throw fail(describe(error))
  }
  throw fail('returned nothing (undefined).')
}

/** What JSONata throws on purpose. Its messages end a sentence of AWS's; those of a bound follow a colon. */
const Thrown = z.object({ code: z.string(), message: z.string() })

function describe(error: unknown): string {
  if (error instanceof UnsupportedType) return 'returned an unsupported result type.'
  if (error instanceof BoundExceeded) return `threw an error during evaluation: ${error.message}`
  const thrown = Thrown.safeParse(error)
  if (thrown.success) return `threw an error during evaluation. ${thrown.data.code}: ${thrown.data.message}`
  return 'threw an internal error during evaluation.'
}

function typeOf(value: Json): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value as JsonType
}
