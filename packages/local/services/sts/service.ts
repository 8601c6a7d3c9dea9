import type { AwsRequest, AwsResponse } from '../../endpoint/service.ts'
import { errorResponse } from '../../endpoint/wire-error.ts'
import type { AwsService } from '../aws-service.ts'
import { stsDescription } from './description.ts'
import { getCallerIdentity } from './operations/get-caller-identity.ts'

const operations: Readonly<Record<string, (request: AwsRequest, accountId: string) => AwsResponse>> = {
  GetCallerIdentity: getCallerIdentity,
}

/** STS, which keeps nothing. */
export function createSts({ accountId }: { accountId: string }): AwsService {
  return {
    ...stsDescription,
    type: 'whole',
    permissions: () => [], // GetCallerIdentity is for everybody
    async handle(request) {
      const action = new URLSearchParams(request.body.toString()).get('Action') ?? ''
      const operation = Object.hasOwn(operations, action) ? operations[action] : undefined
      if (operation) return operation(request, accountId)
      const message = `sts:${action} is not implemented`
      return errorResponse('query', { status: 501, code: 'NotImplemented', message })
    },
    deploy: async () => {},
    start: () => {},
    stop: async () => {},
  }
}
