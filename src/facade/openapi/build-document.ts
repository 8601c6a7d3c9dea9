import * as z from 'zod/mini'
import { security, securitySchemes } from '../http/security.ts'
import { correlationId, headers, idempotencyKey, preferWait } from './headers.ts'
import type { Body, HeaderName, Operation } from './operation.ts'
import { GatewayProblem, ProblemDocument } from './schemas.ts'

type Document = Record<string, unknown>

/**
 * The contract of the facade as OpenAPI 3.1: the schemas are those that the handlers use, everything else comes from the
 * operations.
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function buildDocument(operations: Operation[], version: string): Document {
  return {
    openapi: '3.1.1',
    info: {
      title: 'sfs3',
      version,
      description:
        'Executions of state machines embedded in a REST service. Where requests are signed or have a token, executions, their data and lists belong to who started them: others get 404. Problems are explained in docs/api.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '.', description: 'Where this document was read: the API and its stage.' }],
    security: Object.values(security).flat(), // a deployment says which of them is its own
    paths: paths(operations),
    components: {
      securitySchemes,
      schemas: { Problem: jsonSchema(ProblemDocument), GatewayProblem: jsonSchema(GatewayProblem) },
    },
  }
}

const paths = (operations: Operation[]): Document => {
  const byPath: Record<string, Document> = {}
  for (const operation of operations) {
    const path = byPath[operation.path] ?? {}
    path[operation.method] = describe(operation)
    byPath[operation.path] = path
  }
  return byPath
}

const describe = (operation: Operation): Document => ({
  operationId: operation.operationId,
  summary: operation.summary,
  description: operation.description,
  parameters: [
    ...queryParameters(operation.query),
    ...(operation.idempotent ? [idempotencyKey] : []),
    ...(operation.waits ? [preferWait] : []),
    correlationId,
  ],
  ...(operation.body && {
    requestBody: {
      description: operation.body.description,
      required: operation.body.required,
      content: {
        'application/json': { schema: jsonSchema(operation.body.schema), example: operation.body.example },
      },
    },
  }),
  responses: {
    ...Object.fromEntries(Object.entries(operation.answers).map(([status, body]) => [status, answer(body)])),
    ...problems(operation.problems),
  },
})

const queryParameters = (query: Operation['query']) => {
  if (!query) return []
  const { properties = {}, required = [] } = jsonSchema(query.schema) as {
    properties?: Record<string, { description?: string }>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description && { description }),
    schema,
    ...(query.examples[name] && { example: query.examples[name] }),
  }))
}

const answer = ({ description, schema, example, headers: names = [], links }: Body) => ({
  description,
  headers: headersOf([...names, 'x-correlation-id']),
  content: { 'application/json': { schema: jsonSchema(schema), example } },
  ...(links && { links: linksOf(links) }),
})

const linksOf = (links: NonNullable<Body['links']>) =>
  Object.fromEntries(
    Object.entries(links).map(([operationId, parameters]) => [
      operationId,
      {
        operationId,
        parameters: Object.fromEntries(
          Object.entries(parameters).map(([name, member]) => [name, `$response.body#/${member}`]),
        ),
      },
    ]),
  )

/** What API Gateway answers by itself; where a route has a problem of the same status, either may come. */
const gatewayAnswers: Record<number, string> = {
  401: 'The token is missing, not valid or has expired, where callers send one.',
  403: 'There is no such API key, or who calls may not call this API.',
  413: 'The request is larger than API Gateway (10 MB) or Lambda (6 MB) take.',
  429: 'The usage plan of the API key is exhausted.',
  502: 'A function broke off.',
  504: 'A function took longer than 29 s.',
}

/** What every route may answer when the service itself is in trouble. */
const serviceProblems: Record<number, string> = {
  500: 'A defect. The request id leads to the reason in the log.',
  503: 'S3 or Step Functions are busy, broken or not reachable for now: try again.',
}

const problems = (own: Record<number, string>) => {
  const all = { ...serviceProblems, ...own }
  const statuses = new Set([...Object.keys(all), ...Object.keys(gatewayAnswers)].map(Number))
  return Object.fromEntries([...statuses].map((status) => [status, refusal(all[status], gatewayAnswers[status])]))
}

const refusal = (problem: string | undefined, message: string | undefined) => ({
  description: [problem, message].filter(Boolean).join(' Or: '),
  ...(problem && { headers: headersOf(['retry-after', 'x-correlation-id']) }),
  content: { 'application/problem+json': { schema: problemSchema(problem !== undefined, message !== undefined) } },
})

/** A problem of the facade, of API Gateway, or either. */
const problemSchema = (facade: boolean, gateway: boolean) => {
  const schemas = [...(facade ? ['Problem'] : []), ...(gateway ? ['GatewayProblem'] : [])]
  const [only, other] = schemas.map((name) => ({ $ref: `#/components/schemas/${name}` }))
  return other ? { anyOf: [only, other] } : only
}

const headersOf = (names: HeaderName[]) => Object.fromEntries(names.map((name) => [name, headers[name]]))

/** A schema as its JSON Schema, which OpenAPI 3.1 takes as it is. */
const jsonSchema = (schema: z.ZodMiniType): object => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // The pattern of a date-time is several lines long and says no more than the format.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
    },
  })
  return json
}
