import { setImmediate } from 'node:timers/promises'
import { type Expressions, TakesLong } from '@sfs3/asl'
import type { LongExpressions } from './long-expressions.ts'

/**
 * Attempts again until no expression takes too long: those that do are evaluated elsewhere in between, and others go on.
 * @throws what an attempt throws
 */
export async function patiently<T>(
  expressions: Expressions,
  elsewhere: Pick<LongExpressions, 'evaluate'>,
  attempt: (expressions: Expressions) => T,
): Promise<T> {
  for (;;) {
    try {
      return attempt(expressions)
    } catch (error) {
      if (!(error instanceof TakesLong)) throw error
      const { expression } = error
      if (expression) expressions.know(expression.position, await elsewhere.evaluate(expression))
      else await setImmediate()
    }
  }
}
