import { protocolOf } from '../endpoint/destination.ts'
import type { AwsResponse } from '../endpoint/service.ts'
import { errorResponse } from '../endpoint/wire-error.ts'
import type { Decision } from './evaluate.ts'

/**
 * Why something is denied, as AWS words it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function wordingOf(
  decision: Exclude<Decision, { outcome: 'allowed' }>,
  user: string | undefined,
  action: string,
  resource: string,
): string {
  if (user === undefined) return 'Access Denied'
  const named = actionName(action)
  const quoted = action.startsWith('s3:') ? `"${resource}"` : resource
  const because =
    decision.outcome === 'explicitly denied'
      ? `with an explicit deny in ${decision.policies === 'identity-based' ? 'an identity-based' : 'a resource-based'} policy`
      : user.endsWith('.amazonaws.com')
        ? `because no resource-based policy allows the ${named} action`
        : `because no identity-based policy allows the ${named} action`
  return `User: ${user} is not authorized to perform: ${named} on resource: ${quoted} ${because}`
}

/** SQS and SNS have their own way with letters. */
function actionName(action: string): string {
  if (action.startsWith('sqs:')) return action.toLowerCase()
  return action.startsWith('sns:') ? `SNS${action.slice('sns'.length)}` : action
}

/** The denial in the service's own format. */
export function refusalOf(service: string, headers: Readonly<Record<string, string>>, message: string): AwsResponse {
  const protocol = protocolOf(service, headers)
  const code =
    protocol === 'query' ? (service === 'sns' ? 'AuthorizationError' : 'AccessDenied') : 'AccessDeniedException'
  const status = badRequest.has(service) ? 400 : 403
  const response = errorResponse(protocol, { status, code, message })
  if (service !== 'sqs' || protocol === 'query') return response
  // SQS gives SDKs the name that its older protocol had.
  return { ...response, headers: { ...response.headers, 'x-amzn-query-error': 'AccessDenied;Sender' } }
}

/** Where AccessDeniedException is HTTP 400. */
const badRequest = new Set(['dynamodb', 'states', 'events'])
