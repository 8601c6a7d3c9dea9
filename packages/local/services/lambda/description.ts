import type { ServiceDescription } from '../aws-service.ts'
import { functionPolicies } from './resource-policies.ts'
import { lambdaResourceTypes } from './resource-types.ts'

export const lambdaDescription = {
  signingName: 'lambda',
  protocol: 'rest-json',
  pathPrefix: '/2015-03-31/',
  denied: { status: 403 },
  resourceTypes: lambdaResourceTypes,
  resourcePolicies: functionPolicies,
} satisfies ServiceDescription
