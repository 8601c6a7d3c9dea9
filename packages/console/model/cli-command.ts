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

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`)

/** A word that a POSIX shell takes as it is. */
const quoted = (text: string): string => (/^[\w:/.@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
