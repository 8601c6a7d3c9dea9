import { describe, expect, jest, test } from '@jest/globals'
import { request } from '../../support/api-gateway-event.ts'
import { context } from '../../support/lambda-context.ts'

/** The handler of a route that answers with who calls, as the deployment with this parameter has it. */
async function routeWith(auth: string) {
  process.env.AUTH = auth
  jest.resetModules()
  const { callerOf } = await import('../../../src/facade/http/caller.ts')
  const { ok, respond } = await import('../../../src/facade/http/respond.ts')
  const route = respond(async (_, caller) => ok({ caller: caller ?? null }))
  const call = async (requestContext: object, headers: Record<string, string> = {}) => {
    const event = request('GET', '/jobs/status?caller=eve', { headers, body: '{"owner":"eve"}' })
    Object.assign(event.requestContext, requestContext)
    const { statusCode, body } = await route(event, context)
    return { statusCode, body: JSON.parse(body) }
  }
  return { call, callerOf }
}
const answer = (caller: string | null) => ({ statusCode: 200, body: { caller } })
const failure = { statusCode: 500, body: { type: 'urn:sfs3:problem:internal-server-error' } }
const far = '4102444800' // 2100-01-01

describe('with an API key alone', () => {
  test('callers are not told apart', async () => {
    const { call } = await routeWith('api-key')
    expect(await call({ authorizer: { issuer: 'https://i', subject: 's', expiresAt: far } })).toEqual(answer(null))
  })
})

describe('with a token', () => {
  const authorizer = { issuer: 'https://issuer.example', subject: 'ada', expiresAt: far, principalId: 'ada' }

  test('a caller is the subject of an issuer, whatever he sends himself', async () => {
    const { call } = await routeWith('jwt')
    expect(await call({ authorizer }, { 'x-owner': 'eve' })).toEqual(answer('https://issuer.example ada'))
  })

  test('it is refused once it has expired: API Gateway remembers for minutes that it was let in', async () => {
    const { call, callerOf } = await routeWith('jwt')
    const event = request('GET', '/jobs/status')
    Object.assign(event.requestContext, { authorizer: { ...authorizer, expiresAt: '1767225600' } })

    expect(callerOf(event, Date.parse('2025-12-31T23:59:59.999Z'))).toBe('https://issuer.example ada')
    expect(() => callerOf(event, Date.parse('2026-01-01T00:00:00Z'))).toThrow('The token has expired: get a new one.')
    expect(await call({ authorizer: { ...authorizer, expiresAt: '1767225600' } })).toMatchObject({
      statusCode: 401,
      body: { type: 'urn:sfs3:problem:unauthorized' },
    })
  })

  test.each([[{}], [{ authorizer: null }], [{ authorizer: { ...authorizer, subject: '' } }], [{ authorizer: {} }]])(
    'without the answer of the authorizer nobody gets in: %j',
    async (requestContext) => {
      const { call } = await routeWith('jwt')
      expect(await call(requestContext)).toMatchObject(failure)
    },
  )
})

describe('with a signature', () => {
  const sts = 'arn:aws:sts::123456789012:assumed-role'

  test.each([
    [`${sts}/orders/i-0abc`, `${sts}/orders`],
    [`${sts}/orders/me@example.com/x`, `${sts}/orders`],
    ['arn:aws-cn:sts::123456789012:assumed-role/orders/s', 'arn:aws-cn:sts::123456789012:assumed-role/orders'],
    ['arn:aws:iam::123456789012:user/team/ada', 'arn:aws:iam::123456789012:user/team/ada'],
  ])('%s is %s', async (userArn, caller) => {
    const { call } = await routeWith('iam')
    expect(await call({ identity: { userArn, cognitoIdentityId: null } })).toEqual(answer(caller))
  })

  test('the users of an identity pool, who have one role, are told apart', async () => {
    const { call } = await routeWith('iam')
    const identity = { userArn: `${sts}/app/CognitoIdentityCredentials`, cognitoIdentityId: 'us-east-1:1' }
    expect(await call({ identity })).toEqual(answer(`${sts}/app us-east-1:1`))
  })

  test.each([[{}], [{ identity: { userArn: null } }]])('without it nobody gets in: %j', async (requestContext) => {
    const { call } = await routeWith('iam')
    expect(await call(requestContext)).toMatchObject(failure)
  })
})

test('a function that is not told how callers are told apart does not start', async () => {
  await expect(routeWith('')).rejects.toThrow(/AUTH/)
})
