import type { APIGatewayProxyEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { environment } from '../../runtime/environment.ts'
import { header } from './header.ts'

const { LONGEST_WAIT_SECONDS, WAITING_CALLERS } = environment({
  LONGEST_WAIT_SECONDS: z.optional(z.string()),
  WAITING_CALLERS: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
})

/** How many callers may wait at once for longer than a moment, by a parameter of serverless.yml; undefined for all. */
export const waitingCallers = WAITING_CALLERS

/** How long a caller may wait, by a parameter of serverless.yml. API Gateway ends a request after 29 s: 25 leave time to answer. */
const longestWaitSeconds = Math.min(25, Number(LONGEST_WAIT_SECONDS ?? 25))

/**
 * How long the caller wants to wait for the end of the execution: `Prefer: wait=<seconds>`, at most `longestSeconds`. `undefined`
 * without it or if it is not well-formed: RFC 7240 ignores such preferences.
 * @see https://www.rfc-editor.org/rfc/rfc7240#section-4.3
 */
export function preferredWaitSeconds(
  event: APIGatewayProxyEvent,
  longestSeconds = longestWaitSeconds,
): number | undefined {
  const preferences = (header(event, 'prefer') ?? '').split(',').map((preference) => preference.split(';')[0] ?? '')
  const seconds = preferences.map((text) => /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(text)?.[1]).find(Boolean)
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestSeconds)
}

/** The header that tells the caller how long the service waits. */
export function preferenceApplied(waitSeconds: number | undefined): Record<string, string> {
  return waitSeconds === undefined ? {} : { 'preference-applied': `wait=${waitSeconds}` }
}
