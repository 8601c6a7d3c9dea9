import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'
import { DownstreamBOutput } from './b.ts'

export const downstreamC = step({
  needs: z.object({ 'downstream-b-output': DownstreamBOutput }),
  adds: 'downstream-c-output',
  run: ({ 'downstream-b-output': b }) => ({ propertyC: b.propertyB > 0 }),
})

export const handler = onLambda(downstreamC)
