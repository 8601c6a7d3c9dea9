/** Names of AWS in `Host`, for clients that say them to this address. */
export function isAwsHost(name: string): boolean {
  return /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|on\.aws)$/.test(name)
}

/**
 * The service that a host of AWS names: `sqs.us-east-1.amazonaws.com` → `sqs`, `data.s3.amazonaws.com` → `s3`,
 * `abc.execute-api.eu-west-1.amazonaws.com` → `execute-api`. Undefined for a host that is not AWS's.
 */
export function serviceOfAwsHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  if (!isAwsHost(name)) return undefined
  if (/(^|\.)s3[.-]/.test(name)) return 's3'
  const labels = name.replace(/\.?(amazonaws\.com(\.cn)?|api\.aws|on\.aws)$/, '').split('.')
  const service = labels.findLast((label) => !region.test(label) && label !== 'dualstack') ?? ''
  return aliases[service] ?? service
}

const region = /^[a-z]{2}(-[a-z]+)+-\d$/

/** Where the name in the host is not the one that is signed for. */
const aliases: Readonly<Record<string, string>> = { queue: 'sqs', 'sync-states': 'states' }
