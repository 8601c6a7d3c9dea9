import type { APIGatewayAuthorizerResult } from 'aws-lambda'
import * as z from 'zod/mini'
import { environment } from '../runtime/environment.ts'
import { log } from '../runtime/log.ts'
import { discoveredKeys } from './discovered-keys.ts'
import { InvalidToken, type Keys, verifiedToken } from './verified-token.ts'

/** What API Gateway asks an authorizer of type TOKEN. */
const Question = z.object({ authorizationToken: z.string(), methodArn: z.string() })

/**
 * The authorizer of the API: whose token it is. The answer is for every route of the stage, because API Gateway remembers it by the
 * token alone. `context` is what the routes are told.
 * @throws Error `Unauthorized`, which API Gateway answers with 401; another one, which it answers with 500, when the keys of the
 *   issuer cannot be had
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export async function authorize(
  question: unknown,
  expected: { issuer: string; audiences: readonly string[] },
  keys: Keys,
): Promise<APIGatewayAuthorizerResult> {
  const { authorizationToken, methodArn } = Question.parse(question)
  try {
    const token = authorizationToken.replace(/^bearer +/i, '')
    const { iss, sub, expiresAt } = await verifiedToken(token, expected, keys)
    return {
      principalId: sub,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: everyRoute(methodArn) }],
      },
      context: { issuer: iss, subject: sub, expiresAt: String(expiresAt) },
    }
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error
    log.info('refused', { reason: error.message })
    throw new Error('Unauthorized')
  }
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/GET/path` → `…:<api>/<stage>/*` */
const everyRoute = (methodArn: string) => `${methodArn.split('/', 2).join('/')}/*`

const { JWT_ISSUER, JWT_AUDIENCE, JWKS_URI } = environment({
  JWT_ISSUER: z.string(),
  JWT_AUDIENCE: z.string(),
  JWKS_URI: z.string(),
})
const expected = { issuer: JWT_ISSUER, audiences: JWT_AUDIENCE.split(',').map((audience) => audience.trim()) }
const keys = discoveredKeys(JWT_ISSUER, JWKS_URI === 'none' ? undefined : JWKS_URI)

export const handler = (question: unknown) => authorize(question, expected, keys)
