import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { compiledOnce } from '../../../packages/local/testing/compiled-once.ts'
import * as problems from '../../../src/facade/http/problem.ts'
import served, { operations } from '../../../src/facade/openapi/document.ts'
import type { Operation } from '../../../src/facade/openapi/operation.ts'
import { everything } from '../../support/everything.ts'

type Document = { paths: Record<string, Record<string, { responses: object }>> }
const document: Document = JSON.parse(JSON.stringify(served))

test('the client’s contract is as it is served, for every operation that both have: else run `npm run openapi`', () => {
  const client: Document = JSON.parse(readFileSync('packages/client/openapi.json', 'utf8'))
  // Own workflows have more operations, and a service may go without some of the workflows that the client knows.
  const shared = ({ paths }: Document) =>
    operations.flatMap(({ path, method }) =>
      client.paths[path]?.[method] ? [[path, method, paths[path]?.[method]]] : [],
    )

  expect({ ...client, paths: shared(client) }).toEqual({ ...document, paths: shared(document) })
  expect(shared(client)).not.toEqual([])
})

test('each file describes the operation, and each route handles it, that it is named after', () => {
  const inKebabCase = ({ operationId }: Operation) => operationId.replace(/[A-Z]/g, (letter) => `-${letter}`)
  const files = operations.map((operation) => `${inKebabCase(operation).toLowerCase()}.ts`)

  expect(files).toEqual(readdirSync('src/facade/contract').sort())
  expect(files).toEqual(readdirSync('src/facade/routes').sort())
})

test('each example is what its schema says', () => {
  for (const { operationId, answers, body, query } of operations) {
    for (const [status, answer] of Object.entries(answers))
      expect({ operationId, status, ok: answer.schema.safeParse(answer.example).success }).toMatchObject({ ok: true })
    if (body) expect(body.schema.safeParse(body.example).success).toBe(true)
    if (query) expect(query.schema.safeParse(query.examples).success).toBe(true)
  }
})

test('every operation has an id of its own, and names each problem and what API Gateway may answer', () => {
  const ids = operations.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)

  for (const { path, method } of operations) {
    const statuses = Object.keys(document.paths[path]?.[method]?.responses ?? {})
    expect(statuses).toEqual(expect.arrayContaining(['401', '403', '413', '429', '500', '502', '503', '504']))
  }
})

test('no schema points outside itself', () => {
  expect(JSON.stringify(document)).not.toContain('$defs')
})

test('the contract has every route of the template with all that can be switched on, and no other', async () => {
  const { template } = await compiledOnce(process.cwd(), everything)
  const propertiesOf = (reference: unknown) =>
    template.Resources[(reference as { Ref: string }).Ref]?.Properties as
      | { ParentId: unknown; PathPart: string }
      | undefined
  const pathOf = (resource: unknown): string => {
    const properties = propertiesOf(resource)
    return properties?.PathPart === undefined ? '' : `${pathOf(properties.ParentId)}/${properties.PathPart}`
  }
  const routes = Object.values(template.Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::ApiGateway::Method' && Properties?.HttpMethod !== 'OPTIONS')
    .map(({ Properties = {} }) => `${String(Properties.HttpMethod).toLowerCase()} ${pathOf(Properties.ResourceId)}`)

  expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(routes.sort())
})

test('docs/api.md explains each type of problem', () => {
  const documented = [...readFileSync('docs/api.md', 'utf8').matchAll(/^\| `([a-z-]+)` +\| (\d+) +\|/gm)].map(
    ([, name, status]) => [name, Number(status)],
  )
  const types = Object.values(problems)
    .filter((type) => Array.isArray(type))
    .map(([status, , name]) => [name, status])
  // What API Gateway answers by itself: resources/gateway-responses.ts.
  const ofApiGateway = [
    ...[
      ['forbidden', 403],
      ['too-many-requests', 429],
    ],
    ...[
      ['bad-gateway', 502],
      ['gateway-timeout', 504],
    ],
  ]

  expect(documented.sort()).toEqual([...types, ...ofApiGateway].sort())
})
