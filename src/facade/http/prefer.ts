import type { APIGatewayProxyEvent } from 'aws-lambda'
import { header } from './header.ts'

/** API Gateway times out after 29 s; this leaves time to start and to answer. */
export const longestWaitSeconds = 25

/**
 * How long the caller wants to wait for the end of the execution: `Prefer: wait=<seconds>`, at most 25. `undefined` without
 * it or if it is not well-formed: RFC 7240 ignores such preferences.
 * @see https://www.rfc-editor.org/rfc/rfc7240#section-4.3
 */
export function preferredWaitSeconds(event: APIGatewayProxyEvent): number | undefined {
  const preferences = (header(event, 'prefer') ?? '').split(',').map((preference) => preference.split(';')[0] ?? '')
  const seconds = preferences.map((text) => /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(text)?.[1]).find(Boolean)
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestWaitSeconds)
}

/** The header that tells the caller how long the service waits. */
export function preferenceApplied(waitSeconds: number | undefined): Record<string, string> {
  return waitSeconds === undefined ? {} : { 'preference-applied': `wait=${waitSeconds}` }
}
