import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { $ZodError } from 'zod/v4/core'
import '../../runtime/zod-config.ts'
import {
  ExecutionNotFound,
  ExecutionsUnavailable,
  NotRedrivable,
  ProcessDataUnavailable,
  StatusNotYetKnown,
} from '../../process/errors.ts'
import { IdempotencyKeyReused } from '../../process/idempotency.ts'
import type { Owner } from '../../process/owners.ts'
import { log } from '../../runtime/log.ts'
import { callerOf } from './caller.ts'
import { givenCorrelationId } from './correlation-id.ts'
import { corsHeaders } from './cors.ts'
import {
  badRequest,
  conflict,
  idempotencyKeyTaken,
  internalServerError,
  notFound,
  Problem,
  serviceUnavailable,
  statusUnknown,
} from './problem.ts'
import { countAnswer } from './route-metrics.ts'

/** One request of API Gateway and its answer. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>

/** When the caller may ask again, in seconds. */
const retryAfter = { 'retry-after': '1' }

/**
 * The Lambda handler of a route: what the route returns is the answer, what it throws becomes a problem. A ZodError is the
 * caller's mistake, because routes parse only requests. `caller` is there where callers are told apart. Each answer is logged,
 * counted, carries the correlation id and says which pages may read it.
 */
export function respond(
  route: (event: APIGatewayProxyEvent, caller: Owner | undefined) => Promise<APIGatewayProxyResult>,
): Handler {
  return async (event, context) => {
    const startedAt = performance.now()
    const correlationId = givenCorrelationId(event) ?? context.awsRequestId
    log.addContext(context)
    log.resetKeys()
    log.appendKeys({ correlationId })

    const answer = await Promise.try(() => route(event, callerOf(event))).catch((error) =>
      answerTo(error, correlationId),
    )
    log.info('answered', { status: answer.statusCode })
    countAnswer(event, answer.statusCode, performance.now() - startedAt)
    return { ...answer, headers: { ...answer.headers, ...corsHeaders(event), 'x-correlation-id': correlationId } }
  }
}

/** The answer for an error that was thrown. */
function answerTo(error: unknown, correlationId: string): APIGatewayProxyResult {
  const problem = problemOf(error, correlationId)
  if (problem.status >= 500) log.error('could not answer', error as Error)
  else log.info('refused', { detail: problem.message })
  return answerOf(problem)
}

/** The answer for an error that is the caller's. @throws any other one as it is */
export function refuse(error: unknown): APIGatewayProxyResult {
  if (problemOf(error, '').status >= 500) throw error
  return answerTo(error, '')
}

const problemOf = (error: unknown, correlationId: string): Problem => {
  if (error instanceof Problem) return error
  if (error instanceof $ZodError) return new Problem(badRequest, reasons(error))
  if (error instanceof IdempotencyKeyReused)
    return new Problem(idempotencyKeyTaken, `${error.message}: use a new key for a new request.`)
  if (error instanceof StatusNotYetKnown)
    return new Problem(statusUnknown, `${error.message}.`, { headers: retryAfter })
  if (error instanceof NotRedrivable) return new Problem(conflict, `${error.message}.`)
  if (error instanceof ExecutionNotFound) return new Problem(notFound, error.message)
  if (error instanceof ProcessDataUnavailable || error instanceof ExecutionsUnavailable)
    return new Problem(serviceUnavailable, `${error.message}.`, { headers: retryAfter })
  return new Problem(
    internalServerError,
    `The request was not handled. The log has the reason in the lines with the correlation id ${correlationId}.`,
  )
}

/** One sentence for each member that is wrong, or for the body as a whole. */
const reasons = ({ issues }: $ZodError) =>
  issues.map(({ path, message }) => `${path.join('.') || 'The body'}: ${message}.`).join(' ')

const answerOf = ({ type, status, title, message, headers, members }: Problem): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { ...headers, 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type, status, title, detail: message, ...members }),
})

/** 200 */
export function ok(body: unknown, headers: Record<string, string> = {}): APIGatewayProxyResult {
  return json(200, body, headers)
}

/** 202: an execution was started; `location` is the URL of its state. */
export function accepted(body: unknown, headers: { location: string; [name: string]: string }): APIGatewayProxyResult {
  return json(202, body, { ...headers, ...retryAfter })
}

/** 303: the part can be fetched from `location`, by this caller and for a short time. */
export function seeOther(location: string): APIGatewayProxyResult {
  return json(303, { location }, { location, 'cache-control': 'no-store' })
}

const json = (statusCode: number, body: unknown, headers: Record<string, string> = {}): APIGatewayProxyResult => ({
  statusCode,
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
