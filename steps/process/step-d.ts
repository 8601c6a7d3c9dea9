import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'
import { stepC } from './step-c.ts'

export const StepDOutput = z.object({ property4: z.string() })

export const stepD = step({
  needs: z.object(stepC.adds),
  adds: { 'step-d-output': StepDOutput },
  run: ({ 'step-c-output': c }) => ({ property4: c.property3.toUpperCase() }),
})

export const handler = onLambda(stepD)
