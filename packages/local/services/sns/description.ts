import type { ServiceDescription } from '../aws-service.ts'
import { topicPolicies } from './resource-policies.ts'
import { snsResourceTypes } from './resource-types.ts'

export const snsDescription = {
  signingName: 'sns',
  protocol: 'query',
  denied: { status: 403, queryCode: 'AuthorizationError' },
  resourceTypes: snsResourceTypes,
  resourcePolicies: topicPolicies,
} satisfies ServiceDescription
