import { expect, test } from '@jest/globals'
import * as z from 'zod'
import { onLambda } from '../src/on-lambda.ts'
import { step } from '../src/step.ts'
import { context } from './support/lambda-context.ts'

const nothing = step({ needs: z.object({}), adds: 'nothing', run: () => null })

test.each([undefined, {}, { processData: '../x' }, 'tx-1'])('on Lambda, %j is refused by name', async (event) => {
  await expect(onLambda(nothing)(event, context)).rejects.toMatchObject({ name: 'StepInputError' })
})
