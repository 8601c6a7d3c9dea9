import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { authorize } from '../../src/authorizer/authorize.ts'
import { discoveredKeys } from '../../src/authorizer/discovered-keys.ts'
import { type Issuer, testIssuer } from '../support/issuer.ts'

let issuer: Issuer
let stranger: Issuer
beforeAll(async () => {
  issuer = await testIssuer()
  stranger = await testIssuer()
})
afterAll(async () => {
  await issuer.close()
  await stranger.close()
})

const methodArn = 'arn:aws:execute-api:us-east-1:000000000000:abc123/dev/GET/process-data'
const ask = (token: string, { audiences = ['orders'], keys = discoveredKeys(issuer.url) } = {}) =>
  authorize(
    { type: 'TOKEN', methodArn, authorizationToken: `Bearer ${token}` },
    { issuer: issuer.url, audiences },
    keys,
  )

test('a valid token is let in to every route of the stage, and the routes are told whose it is', async () => {
  const expiresAt = 2_000_000_000

  expect(await ask(await issuer.token({ sub: 'ada', exp: expiresAt }))).toEqual({
    principalId: 'ada',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          Resource: 'arn:aws:execute-api:us-east-1:000000000000:abc123/dev/*',
        },
      ],
    },
    context: { issuer: issuer.url, subject: 'ada', expiresAt: '2000000005' },
  })
})

test.each([
  ['one of several audiences', { aud: ['billing', 'orders'] }],
  ['by its client id, as Cognito says it', { aud: undefined, client_id: 'orders' }],
])('a token for this API: %s', async (_, claims) => {
  expect(await ask(await issuer.token(claims))).toMatchObject({ principalId: 'ada' })
})

const seconds = (from: number) => Math.floor(Date.now() / 1000) + from

describe('a token is refused with 401', () => {
  const refused = async (token: string) => await expect(ask(token)).rejects.toThrow(/^Unauthorized$/)

  test.each([
    ['for another audience', { aud: 'billing' }],
    ['for another audience, though its client id is ours', { aud: 'billing', client_id: 'orders' }],
    ['for nobody', { aud: undefined }],
    ['of another issuer', { iss: 'https://issuer.example' }],
    ['that has expired', { exp: seconds(-60) }],
    ['that never expires', { exp: undefined }],
    ['that is not valid yet', { nbf: seconds(60) }],
    ['of nobody', { sub: undefined }],
    ['of an empty subject', { sub: '' }],
    ['of a subject that is no text', { sub: 7 as never }],
  ])('%s', async (_, claims) => {
    await refused(await issuer.token(claims))
  })

  test('signed with nothing', async () => {
    await refused(unsigned({ alg: 'none' }, await issuer.token()))
    await refused(unsigned({ alg: 'None', kid: issuer.kid }, await issuer.token()))
  })

  test('signed with the public key as a shared secret', async () => {
    for (const secret of [issuer.publicPem, JSON.stringify(issuer.publicJwk)]) {
      const [header, claims] = unsigned({ alg: 'HS256', kid: issuer.kid }, await issuer.token()).split('.')
      const signature = createHmac('sha256', secret).update(`${header}.${claims}`).digest('base64url')
      await refused(`${header}.${claims}.${signature}`)
    }
  })

  test('signed with another key, under a name that is known or not', async () => {
    await refused(await stranger.token({ iss: issuer.url }, { kid: issuer.kid }))
    await refused(await stranger.token({ iss: issuer.url }, { kid: 'unknown' }))
  })

  test('signed with a key that it brings along', async () => {
    const { publicJwk: jwk, url } = stranger
    await refused(await stranger.token({ iss: issuer.url }, { kid: issuer.kid, jwk, jku: `${url}/jwks` }))
  })

  test('that was changed', async () => {
    const [header, , signature] = (await issuer.token()).split('.')
    const claims = Buffer.from(JSON.stringify({ sub: 'bob' })).toString('base64url')
    await refused(`${header}.${claims}.${signature}`)
  })

  test.each(['', 'x', 'a.b.c', '..', 'e30.e30.'])('%j, which is none', async (token) => {
    await refused(token)
  })
})

describe('the keys of the issuer', () => {
  let answer: (url: string) => { status?: number; body: unknown; location?: string }
  let requests: string[]
  let server: Server
  let url: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request.url ?? '')
      const { status = 200, body, location } = answer(request.url ?? '')
      response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) })
      response.end(JSON.stringify(body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  beforeEach(() => {
    requests = []
  })
  const askedFor = async (keys: ReturnType<typeof discoveredKeys>) =>
    ask(await issuer.token(), { keys }).then(
      () => 'let in',
      (error: Error) => error.message,
    )

  test('are found once, and again when they could not be', async () => {
    const keys = discoveredKeys(url)
    answer = () => ({ status: 503, body: {} })
    expect(await askedFor(keys)).toBe(`${url}/.well-known/openid-configuration answers 503`)
    answer = (path) =>
      path.endsWith('/jwks')
        ? { body: { keys: [issuer.publicJwk] } }
        : { body: { issuer: url, jwks_uri: `${url}/jwks` } }
    expect([await askedFor(keys), await askedFor(keys)]).toEqual(['let in', 'let in'])
    expect(requests).toEqual([
      ...['/realm/.well-known/openid-configuration', '/realm/.well-known/openid-configuration', '/realm/jwks'],
    ])
  })

  test('are where a parameter says, without asking the issuer', async () => {
    answer = () => ({ body: { keys: [issuer.publicJwk] } })
    expect(await askedFor(discoveredKeys('https://issuer.example', `${url}/jwks`))).toBe('let in')
    expect(requests).toEqual(['/realm/jwks'])
  })

  test.each([
    [
      'of an issuer that says it is another one',
      { issuer: 'https://evil.example', jwks_uri: 'https://evil.example/jwks' },
    ],
    ['over plain HTTP', (at: string) => ({ issuer: at, jwks_uri: 'http://issuer.example/jwks' })],
    [
      'on a host that looks like this machine',
      (at: string) => ({ issuer: at, jwks_uri: 'http://127.0.0.1.nip.example/jwks' }),
    ],
    ['that are none', (at: string) => ({ issuer: at })],
  ])('are not taken %s', async (_, metadata) => {
    answer = () => ({ body: typeof metadata === 'function' ? metadata(url) : metadata })
    expect(await askedFor(discoveredKeys(url))).not.toMatch(/let in|Unauthorized/)
    expect(requests).toHaveLength(1)
  })

  test('are not looked for where a redirect leads', async () => {
    answer = () => ({ status: 302, body: {}, location: `${issuer.url}/.well-known/openid-configuration` })
    expect(await askedFor(discoveredKeys(url))).not.toMatch(/let in|Unauthorized/)
  })
})

/** A token without a signature, with these claims. */
function unsigned(header: object, token: string): string {
  return `${Buffer.from(JSON.stringify({ ...header, jti: randomUUID() })).toString('base64url')}.${token.split('.')[1]}.`
}
