import type { ServiceDescription } from '../aws-service.ts'
import { bucketPolicies } from './resource-policies.ts'
import { s3ResourceTypes } from './resource-types.ts'

export const s3Description = {
  signingName: 's3',
  protocol: 'rest-xml',
  denied: { status: 403 },
  resourceTypes: s3ResourceTypes,
  resourcePolicies: bucketPolicies,
} satisfies ServiceDescription
