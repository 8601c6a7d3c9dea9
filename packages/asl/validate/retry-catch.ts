import type { Json } from '../json.ts'
import { decimal, filled, integer, isObject, list, object, oneOf, text } from './check.ts'
import { assign, output } from './data-flow-fields.ts'
import { resultPath } from './path.ts'
import type { Place } from './place.ts'

const errorEquals = filled(list(text))

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export function retry(value: Json, at: Place): void {
  list(
    object({
      fields: {
        Comment: text,
        ErrorEquals: errorEquals,
        IntervalSeconds: integer({ min: 0, max: 99_999_999 }),
        MaxAttempts: integer({ min: 0, max: 99_999_999 }),
        MaxDelaySeconds: integer({ min: 1, max: 31_622_400 }),
        BackoffRate: decimal({ min: 1 }),
        JitterStrategy: oneOf('NONE', 'FULL'),
      },
      required: ['ErrorEquals'],
    }),
  )(value, at)
  checkCatchAll(value, at)
}

/** `$states.errorOutput` exists only in a catcher's `Assign` and `Output`. */
export function catchers(value: Json, at: Place): void {
  list(
    object({
      fields: {
        Comment: text,
        ErrorEquals: errorEquals,
        Next: text,
        Assign: assign,
        ...(at.scope.language === 'JSONata' ? { Output: output } : { ResultPath: resultPath }),
      },
      required: ['ErrorEquals', 'Next'],
    }),
  )(value, at.with({ states: ['errorOutput'] }))
  checkCatchAll(value, at)
}

/** `States.ALL` and `States.TaskFailed` stand for others, so nothing may follow the first. */
function checkCatchAll(value: Json, at: Place): void {
  if (!Array.isArray(value)) return
  for (const [i, entry] of value.entries()) {
    const names = isObject(entry) && Array.isArray(entry.ErrorEquals) ? entry.ErrorEquals : []
    if (names.includes('States.ALL') && (names.length > 1 || i < value.length - 1)) {
      at.item(i).child('ErrorEquals').malformed('States.ALL must appear alone and at end of list')
    }
  }
}
