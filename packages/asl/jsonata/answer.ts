import * as z from 'zod'
import type { Answer, QueryScope } from '../scope.ts'
import { BoundExceeded } from './bounds.ts'
import { compile, type Effort } from './compile.ts'
import { TakesMore } from './evaluation.ts'
import { plainJson, UnsupportedType } from './plain-json.ts'

/** @throws TakesMore when the effort was a little and is not enough */
export function answerTo(text: string, scope: QueryScope, effort: Effort): Answer {
  try {
    const result = compile(text)(scope, effort)
    if (result !== undefined) return { type: 'value', value: plainJson(result) }
  } catch (error) {
    if (error instanceof TakesMore) throw error
    return { type: 'problem', problem: describe(error) }
  }
  return { type: 'problem', problem: 'returned nothing (undefined).' }
}

/** Why there is no value, when the evaluation was broken off for this reason. */
export function exceeded(bound: BoundExceeded): Answer {
  return { type: 'problem', problem: describe(bound) }
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
