import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'
import { stepD } from './step-d.ts'

export const StepEOutput = z.object({ property5: z.string() })

export const stepE = step({
  needs: z.object(stepD.adds),
  adds: { 'step-e-output': StepEOutput },
  run: ({ 'step-d-output': d }) => ({ property5: [...d.property4].reverse().join('') }),
})

export const handler = onLambda(stepE)
