import { expect, test } from '@jest/globals'
import * as z from 'zod'
import { onLambda } from '../src/on-lambda.ts'
import { type Decision, type Step, step } from '../src/step.ts'
import { context } from './support/lambda-context.ts'

const nothing = step({ needs: z.object({}), adds: 'nothing', run: () => null })

test.each([undefined, {}, { processData: '../x' }, 'tx-1'])('on Lambda, %j is refused by name', async (event) => {
  await expect(onLambda(nothing)(event, context)).rejects.toMatchObject({ name: 'StepInputError' })
})

/** A step that reads and adds nothing, and decides so. */
const deciding = (decision: Decision | undefined): Step =>
  Object.assign(async () => decision, { needs: z.object({}), adds: { nothing: z.null() }, decides: [] })

test('the result are the ids of the process, and what the step decides; nothing else of the input', async () => {
  const event = { processData: 'tx-1', correlationId: 'c-1', approval: { approved: true }, decision: { level: 'low' } }

  expect(await onLambda(deciding({ level: 'high' }))(event, context)).toEqual({
    processData: 'tx-1',
    correlationId: 'c-1',
    decision: { level: 'high' },
  })
  expect(await onLambda(deciding(undefined))(event, context)).toEqual({ processData: 'tx-1', correlationId: 'c-1' })
})
