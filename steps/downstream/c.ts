import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'
import { downstreamB } from './b.ts'

export const DownstreamCOutput = z.object({ propertyC: z.boolean() })

export const downstreamC = step({
  needs: z.object(downstreamB.adds),
  adds: { 'downstream-c-output': DownstreamCOutput },
  run: ({ 'downstream-b-output': b }) => ({ propertyC: b.propertyB > 0 }),
})

export const handler = onLambda(downstreamC)
