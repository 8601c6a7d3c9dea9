import type { ServiceDescription } from '../aws-service.ts'
import { statesResourceTypes } from './resource-types.ts'

export const statesDescription = {
  signingName: 'states',
  protocol: 'json-1.0',
  targetPrefix: 'AWSStepFunctions',
  denied: { status: 400 },
  resourceTypes: statesResourceTypes,
} satisfies ServiceDescription
