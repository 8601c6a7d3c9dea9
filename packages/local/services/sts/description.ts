import type { ServiceDescription } from '../aws-service.ts'

export const stsDescription = {
  signingName: 'sts',
  protocol: 'query',
  denied: { status: 403 },
  resourceTypes: {},
} satisfies ServiceDescription
