import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'
import { stepA } from './step-a.ts'

export const StepBOutput = z.object({ property1: z.string(), property2: z.boolean() })

export const stepB = step({
  needs: z.object(stepA.adds),
  adds: { 'step-b-output': StepBOutput },
  run: ({ 'step-a-output': a }) => ({ property1: 'p1', property2: a.stepAOutput3 }),
})

export const handler = onLambda(stepB)
