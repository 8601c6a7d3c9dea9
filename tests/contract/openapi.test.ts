import { globSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { openapi } from '../../contract/openapi.ts'
import { operations } from '../../contract/operations.ts'
import * as problems from '../../src/facade/problem.ts'

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const document = read('openapi.json')

test('openapi.json is current: else run `npm run openapi`', () => {
  expect(document).toEqual(JSON.parse(JSON.stringify(openapi(operations, read('package.json').version))))
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
    const statuses = Object.keys(document.paths[path][method].responses)
    expect(statuses).toEqual(expect.arrayContaining(['403', '413', '429', '500', '502', '503', '504']))
  }
})

test('no schema points outside itself', () => {
  expect(JSON.stringify(document)).not.toContain('$defs')
})

test('the contract has every route of serverless.yml, and no other', () => {
  const yaml = ['serverless.yml', ...globSync('resources/**/*.yaml')]
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  const routes = [...yaml.matchAll(/http: \{ method: (\w+), path: (\S+), private: true \}/g)].map(
    ([, method, path]) => `${method} /${path}`,
  )

  expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(routes.sort())
})

test('docs/api.md explains each type of problem', () => {
  const documented = [...readFileSync('docs/api.md', 'utf8').matchAll(/^\| `([a-z-]+)` +\| (\d+) +\|/gm)].map(
    ([, name, status]) => [name, Number(status)],
  )
  const types = Object.values(problems)
    .filter((type) => Array.isArray(type))
    .map(([status, , name]) => [name, status])

  expect(documented.sort()).toEqual(types.sort())
})
