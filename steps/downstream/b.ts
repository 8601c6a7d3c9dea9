import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'
import { downstreamA } from './a.ts'

export const DownstreamBOutput = z.object({ propertyB: z.number() })

export const downstreamB = step({
  needs: z.object(downstreamA.adds),
  adds: { 'downstream-b-output': DownstreamBOutput },
  run: ({ 'downstream-a-output': a }) => ({ propertyB: a.propertyA.length }),
})

export const handler = onLambda(downstreamB)
