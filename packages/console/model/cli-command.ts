/** A request to Step Functions as a command that can be pasted into a shell. */
export type ApiCall = { operation: string; input: Readonly<Record<string, unknown>> }

/**
 * The same as an AWS CLI command: `aws stepfunctions stop-execution --execution-arn '…'`.
 * @param where the endpoint or region that it goes to
 */
export function cliCommand({ operation, input }: ApiCall, where: { endpoint?: string; region?: string } = {}): string {
  const options = Object.entries(input)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `--${kebab(name)} ${quoted(typeof value === 'string' ? value : JSON.stringify(value))}`)
  const target = [
    ...(where.endpoint ? [`--endpoint-url ${quoted(where.endpoint)}`] : []),
    ...(where.region ? [`--region ${quoted(where.region)}`] : []),
  ]
  return ['aws stepfunctions', kebab(operation), ...options, ...target].join(' ')
}

/** A request to the local region as a curl command: it is in no AWS CLI. */
export function regionCommand({ operation, input }: ApiCall, endpoint: string): string {
  const credential =
    'AWS4-HMAC-SHA256 Credential=developer/20260101/us-east-1/sfs3/aws4_request, SignedHeaders=host, Signature=local'
  const headers = [`Authorization: ${credential}`, `X-Amz-Target: Sfs3Region.${operation}`]
  return [
    'curl',
    endpoint,
    ...headers.map((header) => `-H ${quoted(header)}`),
    `-d ${quoted(JSON.stringify(input))}`,
  ].join(' ')
}

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`)

/** A word that a POSIX shell takes as it is. */
const quoted = (text: string): string => (/^[\w:/.@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
