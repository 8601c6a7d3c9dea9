import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { AnyJson } from '../../src/process/json.ts'
import { step } from '../../src/step.ts'

export const StepAOutput = z.object({
  status: z.literal('OK'),
  details: z.string(),
  /** How many characters the input has as JSON. */
  stepAOutput1: z.number(),
  /** How many entries it has, if it is an object or an array. */
  stepAOutput2: z.number(),
  /** Whether it has any. */
  stepAOutput3: z.boolean(),
})

export const stepA = step({
  needs: z.object({ processInput: AnyJson }),
  adds: { 'step-a-output': StepAOutput },
  run: ({ processInput }) => {
    const characters = JSON.stringify(processInput).length
    const entries = typeof processInput === 'object' && processInput ? Object.keys(processInput).length : 0
    return {
      status: 'OK',
      details: `the input has ${characters} characters and ${entries} entries`,
      stepAOutput1: characters,
      stepAOutput2: entries,
      stepAOutput3: entries > 0,
    }
  },
})

export const handler = onLambda(stepA)
