import type { Json, JsonObject } from '../json.ts'
import type { QueryScope } from '../scope.ts'
import { StateError } from '../state-error.ts'
import { answerTo } from './answer.ts'
import { expressionText, isExpression } from './expression.ts'

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
  const answer = scope.evaluate?.(text, scope) ?? answerTo(text, scope, 'all')
  if (answer.type === 'problem') throw fail(answer.problem)
  const { value } = answer
  if (expected !== undefined && typeOf(value) !== expected) {
    const types = `Expected '${expected}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`
    throw fail(`returned an unexpected result type. ${types}`)
  }
  return value
}

function typeOf(value: Json): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value as JsonType
}
