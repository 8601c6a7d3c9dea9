import { expect, test } from '@jest/globals'
import type { Method } from '../../../services/apigateway/rest-api.ts'
import { Routes } from '../../../services/apigateway/routes.ts'

const methods = ['GET /', 'GET /a', 'ANY /a', 'GET /a/{id}', 'GET /a/b', 'POST /a/{id}/c', 'ANY /{proxy+}']
const routes = new Routes(
  methods.map((method) => {
    const [httpMethod = '', resourcePath = ''] = method.split(' ')
    return { httpMethod, resourcePath } as Method
  }),
)

const cases: [request: string, found: string, parameters: object][] = [
  ['GET /', 'GET /', {}],
  ['GET /a', 'GET /a', {}],
  ['GET /a/', 'GET /a', {}],
  ['PUT /a', 'ANY /a', {}],
  ['GET /a/b', 'GET /a/b', {}],
  ['GET /a/x%20y', 'GET /a/{id}', { id: 'x y' }],
  ['POST /a/b/c', 'POST /a/{id}/c', { id: 'b' }],
  ['POST /a/x/c', 'POST /a/{id}/c', { id: 'x' }],
  ['GET /z/%zz', 'ANY /{proxy+}', { proxy: 'z/%zz' }],
]

test.each(cases)('%s finds %s', (request, found, parameters) => {
  const [httpMethod = '', path = ''] = request.split(' ')
  const match = routes.find(httpMethod, path)
  expect(`${match?.method.httpMethod} ${match?.method.resourcePath}`).toBe(found)
  expect(match?.pathParameters).toEqual(parameters)
})
