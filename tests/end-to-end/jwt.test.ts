import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createClient, waitForResult } from '@sfs3/client'
import { compiledOnce } from '@sfs3/local/testing'
import { jwt } from '../support/auth.ts'
import { type Issuer, testIssuer } from '../support/issuer.ts'
import { startTestRegion, type TestRegion } from '../support/region.ts'
import { type Call, describeCallers } from './suites/callers.ts'

let issuer: Issuer
let stranger: Issuer
let region: TestRegion
let ada: Call
let bob: Call
/** What the functions logged. */
const logged: string[] = []

beforeAll(async () => {
  issuer = await testIssuer()
  stranger = await testIssuer()
  region = await startTestRegion({ compiled: withIssuer(issuer.url), print: (line) => logged.push(line) })
  const as = async (sub: string): Promise<Call> => {
    const authorization = `Bearer ${await issuer.token({ sub })}`
    return async (method, path, body, headers) => {
      const response = await region.call(method, path, body, { ...headers, authorization })
      return { status: response.status, body: await response.json() }
    }
  }
  ;[ada, bob] = [await as('ada'), await as('bob')]
}, 60_000)
afterAll(async () => {
  await region.stop()
  await issuer.close()
  await stranger.close()
})

/** The service as it is deployed, but for the issuer, whose port is not known before. */
async function withIssuer(url: string) {
  const compiled = await compiledOnce(process.cwd(), jwt)
  const text = JSON.stringify(compiled.template).replaceAll('https://issuer.example', url)
  return { ...compiled, template: JSON.parse(text) }
}

describeCallers(() => ({ region, ada, bob }))

test('the client sends a token', async () => {
  const authorization = async () => ({ authorization: `Bearer ${await issuer.token()}` })
  const client = createClient({ url: region.apiUrl, apiKey: region.apiKey, authorization })
  const { executionId } = await client.startProcess({})
  expect((await waitForResult(client, executionId)).status).toBe('SUCCEEDED')
}, 60_000)

describe('over HTTP', () => {
  const get = async (authorization?: string, path = '/jobs/status', key = region.apiKey) => {
    const headers = { 'x-api-key': key, ...(authorization !== undefined && { authorization }) }
    const response = await fetch(region.apiUrl + path, { headers })
    const [type, challenge] = ['content-type', 'www-authenticate'].map((name) => response.headers.get(name))
    return { status: response.status, type, challenge, body: await response.json() }
  }
  const unauthorized = {
    status: 401,
    type: 'application/problem+json',
    challenge: 'Bearer',
    body: {
      ...{ type: 'urn:sfs3:problem:unauthorized', status: 401, title: 'Unauthorized', message: 'Unauthorized' },
      detail: 'Send a valid token in the header Authorization.',
    },
  }
  const seconds = (from: number) => Math.floor(Date.now() / 1000) + from
  const hs256 = async () => {
    const [, claims] = (await issuer.token()).split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: issuer.kid })).toString('base64url')
    const signature = createHmac('sha256', issuer.publicPem).update(`${header}.${claims}`).digest('base64url')
    return `${header}.${claims}.${signature}`
  }
  const none = async () => {
    const [, claims, signature] = (await issuer.token()).split('.')
    return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.${signature}`
  }

  test.each<[string, () => Promise<string | undefined>]>([
    ['no token', async () => undefined],
    ['one that is none', async () => 'x'],
    ['one without a signature', none],
    ['one signed with the public key', hs256],
    ['one for another audience', () => issuer.token({ aud: 'billing' })],
    ['one of another issuer', () => stranger.token()],
    ['one of another issuer that says it is ours', () => stranger.token({ iss: issuer.url })],
    ['one of another key by the name of ours', () => stranger.token({ iss: issuer.url }, { kid: issuer.kid })],
    ['one that has expired', () => issuer.token({ exp: seconds(-60) })],
  ])('401 as a problem for %s', async (_, token) => {
    const given = await token()
    expect(await get(given === undefined ? undefined : `Bearer ${given}`)).toEqual(unauthorized)
  })

  test('the contract says that a request needs both', async () => {
    const { body } = await get(`Bearer ${await issuer.token()}`, '/openapi.json')
    expect(body).toMatchObject({ security: [{ apiKey: [], token: [] }] })
  })

  test('403 for a token without an API key', async () => {
    expect((await get(`Bearer ${await issuer.token()}`, '/jobs/status', '')).status).toBe(403)
  })

  test('no token is in the log, and a subject only where it says who erased what', () => {
    expect(logged.join('\n')).not.toContain('eyJ')
    for (const line of logged) if (/\bada\b/.test(line)) expect(line).toContain(' INFO erased ')
  })
})
