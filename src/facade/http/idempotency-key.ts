import type { APIGatewayProxyEvent } from 'aws-lambda'
import { header } from './header.ts'
import { badRequest, Problem } from './problem.ts'

/**
 * The idempotency key of a request, with or without the quotes that the draft asks for; `undefined` if it has none.
 * @throws Problem 400 unless it is 1 to 255 visible ASCII characters
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function idempotencyKey(event: APIGatewayProxyEvent): string | undefined {
  const value = header(event, 'idempotency-key')
  if (value === undefined) return undefined
  const key = /^"(.*)"$/.exec(value.trim())?.[1] ?? value.trim()
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new Problem(badRequest, 'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.')
}
