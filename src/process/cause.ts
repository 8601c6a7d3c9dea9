/**
 * The cause of a failure without the stack traces that Lambda puts into it: they show callers where the code is. The history
 * of the execution keeps them. A cause may contain another cause as text, hence the backslashes.
 */
export function withoutTraces(cause: string): string {
  return cause.replace(/,\\*"trace\\*":\[.*?\](?=\\*\})/gs, '')
}
