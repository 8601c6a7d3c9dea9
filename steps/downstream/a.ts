import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'

/** The input that step-f of `process` gives. */
const DownstreamInput = z.object({ startedBy: z.string(), property5: z.string() })

export const DownstreamAOutput = z.object({ propertyA: z.string() })

export const downstreamA = step({
  needs: z.object({ processInput: DownstreamInput }),
  adds: { 'downstream-a-output': DownstreamAOutput },
  run: ({ processInput }) => ({ propertyA: processInput.property5.toLowerCase() }),
})

export const handler = onLambda(downstreamA)
