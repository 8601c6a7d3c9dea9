import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'
import { stepB } from './step-b.ts'

export const StepCOutput = z.object({ property3: z.string() })

export const stepC = step({
  needs: z.object(stepB.adds),
  adds: { 'step-c-output': StepCOutput },
  run: ({ 'step-b-output': b }) => ({ property3: `${b.property1} ${b.property2}` }),
})

export const handler = onLambda(stepC)
