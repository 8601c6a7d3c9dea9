import type { APIGatewayProxyEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { Owner } from '../../process/owners.ts'
import { environment } from '../../runtime/environment.ts'
import { Problem, unauthorized } from './problem.ts'
import { Auth } from './security.ts'

/** By a parameter of serverless.yml. Required: a function that is not told must not take everybody for the same caller. */
export const { AUTH: auth } = environment({ AUTH: Auth })

/** What the authorizer found out. */
const TokenContext = z.object({
  issuer: z.string().check(z.minLength(1)),
  subject: z.string().check(z.minLength(1)),
  /** Seconds of the epoch. */
  expiresAt: z.string(),
})

/** What API Gateway found out about who signed. */
const Identity = z.object({
  userArn: z.string().check(z.minLength(1)),
  /** Of an identity pool: all its users have the same role. */
  cognitoIdentityId: z.optional(z.unknown()),
})

/**
 * Who calls; `undefined` where an API key is all that callers have. It comes from what API Gateway verified, never from what the
 * caller sends.
 * @throws Problem 401 when the token has expired: API Gateway remembers the authorizer's answer for some minutes
 * @throws Error when API Gateway did not say who calls, which is a mistake of the deployment
 */
export function callerOf(event: APIGatewayProxyEvent, now = Date.now()): Owner | undefined {
  const { authorizer, identity } = event.requestContext
  if (auth === 'api-key') return undefined
  if (auth === 'jwt') {
    const { issuer, subject, expiresAt } = told(TokenContext, authorizer)
    if (!(Number(expiresAt) * 1000 > now)) throw new Problem(unauthorized, 'The token has expired: get a new one.')
    return Owner.parse(`${issuer} ${subject}`) // a URL has no space
  }
  const { userArn, cognitoIdentityId } = told(Identity, identity)
  return Owner.parse(cognitoIdentityId ? `${withoutSession(userArn)} ${cognitoIdentityId}` : withoutSession(userArn))
}

/** No ZodError: what API Gateway says is not the caller's mistake. */
const told = <Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(`API Gateway did not say who calls, but AUTH is ${auth}`)
}

/** `arn:aws:sts::<account>:assumed-role/<role>/<session>` → without the session, which each task of a service has another of. */
const withoutSession = (userArn: string) => userArn.replace(/^(arn:[^:]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, '$1')
