import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createClient } from '@sfs3/client'
import { compiledOnce } from '@sfs3/local/testing'
import { signed } from '../../sample-service/signed.ts'
import { iam } from '../support/auth.ts'
import { startTestRegion, type TestRegion } from '../support/region.ts'
import { type Call, describeOthers } from './suites/callers.ts'

let region: TestRegion
beforeAll(async () => {
  region = await startTestRegion({ compiled: withRoles() })
}, 60_000)
afterAll(() => region.stop())

/** The service as it is deployed, and roles that call it, of which one lacks the policy for that. */
async function withRoles() {
  const compiled = await compiledOnce(process.cwd(), iam)
  const role = (RoleName: string, ManagedPolicyArns: object[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: { RoleName, AssumeRolePolicyDocument: {}, ManagedPolicyArns },
  })
  const Resources = {
    ...compiled.template.Resources,
    Ada: role('ada', [{ Ref: 'CallerPolicy' }]),
    Bob: role('bob', [{ Ref: 'CallerPolicy' }]),
    Eve: role('eve', []),
  }
  return { ...compiled, template: JSON.parse(JSON.stringify({ ...compiled.template, Resources })) }
}

const as =
  (role: string, session = 'session-1'): Call =>
  async (method, path, body, headers = {}) => {
    const sign = signed({
      credentials: async () => region.services.iam.credentialsOf(role, session),
      region: async () => 'us-east-1',
    })
    const url = new URL(region.apiUrl + path)
    const text = body === undefined ? undefined : JSON.stringify(body)
    const signedHeaders = await sign({ method, url, headers, body: text })
    const response = await region.call(method, path, text, signedHeaders)
    return { status: response.status, body: await response.json() }
  }

describeOthers(() => ({ region, ada: as('ada'), bob: as('bob') }))

test('another session of a role is the same caller', async () => {
  const { executionId } = (await as('ada')('POST', '/order', { title: 'A book' })).body as never
  const path = `/process-state?executionArn=${executionId}`
  expect((await as('ada', 'session-2')('GET', path)).status).toBe(200)
})

test('a role without the policy, an unsigned request, and a forged one are refused as problems', async () => {
  const refused = { status: 403, body: { type: 'urn:sfs3:problem:forbidden' } }
  expect(await as('eve')('GET', '/jobs/status')).toMatchObject(refused)
  const forged = { ...region.services.iam.credentialsOf('ada', 's'), secretAccessKey: 'guessed' }
  const sign = signed({ credentials: async () => forged, region: async () => 'us-east-1' })
  const headers = await sign({
    method: 'GET',
    url: new URL(`${region.apiUrl}/jobs/status`),
    headers: {},
    body: undefined,
  })
  for (const given of [headers, {}]) {
    const response = await region.call('GET', '/jobs/status', undefined, given)
    expect({ status: response.status, body: await response.json() }).toMatchObject(refused)
  }
})

test('the client signs', async () => {
  const config = {
    credentials: async () => region.services.iam.credentialsOf('ada', 'client'),
    region: async () => 'us-east-1',
  }
  const client = createClient({ url: region.apiUrl, apiKey: region.apiKey, authorization: signed(config) })
  const { executionId } = await client.startProcess({ name: 'a b/c é' }, { waitSeconds: 20 })
  expect((await client.processState(executionId)).execution.status).toBe('SUCCEEDED')
}, 60_000)
