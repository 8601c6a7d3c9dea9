import type { Decision } from './evaluate.ts'

/**
 * Why something is denied, as AWS words it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialMessage(
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
