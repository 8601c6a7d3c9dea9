import { expect, test } from '@jest/globals'
import * as z from 'zod/mini'
import { step } from '../src/step.ts'

const check = step({
  needs: z.object({ processInput: z.object({ amount: z.number() }) }),
  adds: { 'check-output': z.object({ level: z.enum(['low', 'high']), note: z.optional(z.string()) }) },
  decides: ['level'],
  run: ({ processInput }) => ({ level: processInput.amount > 100 ? 'high' : 'low' }),
})

// Not run: npm run check compiles it, and fails where a line below is no error.
const mistakes = () => [
  step({
    needs: z.object(check.adds),
    adds: 'sum',
    // @ts-expect-error a part that was renamed
    run: ({ 'checked-output': { level } }) => level,
  }),
  step({
    needs: z.object(check.adds),
    adds: 'sum',
    // @ts-expect-error a field that was renamed
    run: ({ 'check-output': { amount } }) => amount,
  }),
  step({
    needs: z.object({}),
    adds: { sum: z.object({ total: z.number() }) },
    // @ts-expect-error a field that is misspelt in what the step adds
    run: () => ({ totel: 1 }),
  }),
  step({
    needs: z.object({}),
    adds: { sum: z.object({ total: z.number() }) },
    // @ts-expect-error a decision by a field that the part does not have
    decides: ['totel'],
    run: () => ({ total: 1 }),
  }),
  step({
    needs: z.object({}),
    adds: 'sum',
    // @ts-expect-error a decision by a part without a schema
    decides: ['total'],
    run: () => ({ total: 1 }),
  }),
]

test('the compiler finds each mistake', () => {
  expect(mistakes).toBeInstanceOf(Function)
})
