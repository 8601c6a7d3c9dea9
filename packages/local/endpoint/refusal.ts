import type { Iam } from '../iam/iam.ts'
import type { AwsService } from '../services/aws-service.ts'
import { protocolOf } from './destination.ts'
import type { AwsRequest, AwsResponse } from './service.ts'
import { errorResponse } from './wire-error.ts'

type WholeService = Extract<AwsService, { type: 'whole' }>

/** The denial of a request in the service's own words, or undefined when it may pass. */
export function refusalOf(service: WholeService, request: AwsRequest, denial: Iam['denial']): AwsResponse | undefined {
  for (const { action, resource, context } of service.permissions(request)) {
    const message = denial(request.caller, action, resource, context)
    if (message !== undefined) return denied(service, request, message)
  }
  return undefined
}

function denied(service: WholeService, { headers }: AwsRequest, message: string): AwsResponse {
  const { status, queryCode = 'AccessDenied', headers: more } = service.denied
  const protocol = protocolOf(service, headers)
  if (protocol === 'query') return errorResponse(protocol, { status, code: queryCode, message })
  const response = errorResponse(protocol, { status, code: 'AccessDeniedException', message })
  return { ...response, headers: { ...response.headers, ...more } }
}
