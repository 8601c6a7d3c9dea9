import type { ServiceDescription } from '../aws-service.ts'

export const insightDescription = {
  signingName: 'sfs3',
  protocol: 'json-1.0',
  targetPrefix: 'Sfs3Region',
  denied: { status: 400 },
  resourceTypes: {},
} satisfies ServiceDescription
