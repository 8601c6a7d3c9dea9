import type { APIGatewayProxyEvent } from 'aws-lambda'
import type * as z from 'zod/mini'
import { badRequest, Problem } from './problem.ts'

/**
 * The query parameters of a request, parsed.
 * @throws Problem 400 naming each parameter that is missing, wrong or given more than once
 */
export function query<Schema extends z.ZodMiniObject>(event: APIGatewayProxyEvent, schema: Schema): z.infer<Schema> {
  const given = event.multiValueQueryStringParameters ?? {}
  const known = Object.keys(schema.shape)
  const twice = known.filter((name) => (given[name]?.length ?? 0) > 1)
  if (twice.length > 0) throw new Problem(badRequest, `Give ${twice.join(' and ')} once.`)

  const values = Object.fromEntries(
    known.flatMap((name) => (given[name]?.[0] === undefined ? [] : [[name, given[name][0]]])),
  )
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data

  const reasons = parsed.error.issues.map(({ path: [name], message }) =>
    values[String(name)] === undefined ? `Give ${String(name)}.` : `${String(name)} ${message}.`,
  )
  throw new Problem(badRequest, reasons.join(' '))
}
