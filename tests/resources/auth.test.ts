import { describe, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import { authorizeRoutes, problemOfAuth } from '../../resources/auth.ts'
import type { Template as Uncompleted } from '../../resources/template.ts'
import { operations } from '../../src/facade/openapi/document.ts'
import { apiKey, iam, jwt } from '../support/auth.ts'

const methodsOf = ({ Resources }: Template) =>
  Object.values(Resources).flatMap(({ Type, Properties }) => (Type === 'AWS::ApiGateway::Method' ? [Properties] : []))

describe.each([
  ['api-key', apiKey, { AuthorizationType: 'NONE' }],
  ['iam', iam, { AuthorizationType: 'AWS_IAM' }],
  ['jwt', jwt, { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'JwtAuthorizer' } }],
] as const)('with auth=%s', (auth, parameters, authorization) => {
  const compiled = compiledOnce(process.cwd(), parameters)

  test('no route of the service is open', async () => {
    const methods = methodsOf((await compiled).template)

    expect(methods).toHaveLength(operations.length)
    for (const method of methods) expect(method).toMatchObject({ ApiKeyRequired: true, ...authorization })
  }, 60_000)

  test('each function of the facade is told who calls', async () => {
    const { Resources } = (await compiled).template
    const facade = Object.values(Resources).filter(({ Properties }) =>
      String(Properties?.Handler).startsWith('src/facade/'),
    )

    expect(facade).toHaveLength(operations.length)
    for (const { Properties } of facade) expect(Properties?.Environment).toMatchObject({ Variables: { AUTH: auth } })
  }, 60_000)

  test('owners are recorded by those who start, and read by those who are asked', async () => {
    const { Resources } = (await compiled).template
    const rolesOf = (policy: string) => Resources[policy]?.Properties?.Roles

    const names = (roles: string[]) => roles.map((role) => ({ Ref: `${role}Role` }))
    const starts = names(['StartProc', 'PlaceOrder', 'StartJob', 'StartArchive'])
    const asked = names(['StopProcess', 'RedriveProcess', 'EraseProcess', 'ProcessState', 'ProcessData'])
    expect(rolesOf('RecordOwnerPolicy')).toEqual(auth === 'api-key' ? undefined : expect.arrayContaining(starts))
    expect(rolesOf('ReadOwnerPolicy')).toEqual(auth === 'api-key' ? undefined : expect.arrayContaining(asked))
    expect(JSON.stringify(Resources).includes('owner.json')).toBe(auth !== 'api-key')
  }, 60_000)
})

test('a route is closed whatever it says, but browsers may ask without credentials what they may send', () => {
  const route = (HttpMethod: string, Type: string) => ({
    Type: 'AWS::ApiGateway::Method',
    Properties: { HttpMethod, AuthorizationType: 'NONE', ApiKeyRequired: false, Integration: { Type } },
  })
  const template: Uncompleted = {
    Resources: {
      Open: route('GET', 'AWS_PROXY'),
      Own: route('OPTIONS', 'AWS_PROXY'),
      Preflight: route('OPTIONS', 'MOCK'),
    },
  }

  authorizeRoutes(template, 'iam')

  const closed = { AuthorizationType: 'AWS_IAM', ApiKeyRequired: true }
  expect(template.Resources.Open?.Properties).toMatchObject(closed)
  expect(template.Resources.Own?.Properties).toMatchObject(closed)
  expect(template.Resources.Preflight?.Properties).toMatchObject({ AuthorizationType: 'NONE', ApiKeyRequired: false })
})

const nothing = { jwtIssuer: 'none', jwtAudience: 'none', jwksUri: 'none' }
const issuer = { way: 'jwt', jwtIssuer: 'https://issuer.example', jwtAudience: 'orders', jwksUri: 'none' }
test.each([
  [{ way: 'api-key', ...nothing }, undefined],
  [{ way: 'iam', ...nothing }, undefined],
  [issuer, undefined],
  [{ ...issuer, jwtIssuer: 'http://127.0.0.1:8080/realm' }, undefined],
  [{ way: 'oauth', ...nothing }, 'auth is "oauth", but may be api-key, iam, jwt.'],
  [{ ...issuer, jwtAudience: 'none' }, expect.stringContaining('auth=jwt needs jwtAudience')],
  [{ ...issuer, jwtIssuer: 'none' }, expect.stringContaining('auth=jwt needs jwtIssuer')],
  [{ ...issuer, jwtIssuer: 'http://issuer.example' }, expect.stringContaining('must begin with https://')],
  [{ ...issuer, jwksUri: 'http://127.0.0.1.issuer.example/jwks' }, expect.stringContaining('must begin with https://')],
  [{ ...issuer, way: 'api-key' }, expect.stringContaining('jwtIssuer is for auth=jwt, but auth is api-key')],
])('%j', (parameters, problem) => {
  expect(problemOfAuth(parameters)).toEqual(problem)
})
