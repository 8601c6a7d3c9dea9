/**
 * The cause of a failure as callers may see it: without the stack traces that Lambda puts into it, which lead to names and places
 * in the code. They stay in the execution's history. A cause may hold another one as text, hence the backslashes.
 */
export function withoutTraces(cause: string): string {
  return cause.replace(/,\\*"trace\\*":\[.*?\](?=\\*\})/gs, '')
}
