import type { APIGatewayProxyEvent } from 'aws-lambda'
import type { Correlation } from '../../process/start-process.ts'
import { header } from './header.ts'

/**
 * The correlation id that the caller gives: `X-Correlation-Id`, or the trace id of `traceparent`; `undefined` if it gives
 * neither or if it is not well-formed.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function givenCorrelationId(event: APIGatewayProxyEvent): string | undefined {
  return (
    /^[\x21-\x7e]{1,128}$/.exec(header(event, 'x-correlation-id') ?? '')?.[0] ??
    /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(header(event, 'traceparent') ?? '')?.[1]
  )
}

/** The correlation id as part of the input of an execution. */
export function correlationOf(event: APIGatewayProxyEvent): Correlation {
  const correlationId = givenCorrelationId(event)
  return correlationId === undefined ? {} : { correlationId }
}
