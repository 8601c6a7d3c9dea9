import type { ServiceDescription } from '../aws-service.ts'
import { eventsResourceTypes } from './resource-types.ts'

export const eventsDescription = {
  signingName: 'events',
  protocol: 'json-1.1',
  targetPrefix: 'AWSEvents',
  denied: { status: 400 },
  resourceTypes: eventsResourceTypes,
} satisfies ServiceDescription
