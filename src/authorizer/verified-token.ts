import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import * as z from 'zod/mini'
import '../runtime/zod-config.ts'

/** Finds the key that a token names. @throws an error that is no `InvalidToken` when the keys cannot be had now */
export type Keys = JWTVerifyGetKey

/** The token is not one of the issuer for this API, or has expired. The message says why, without quoting it. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken'
}

/** Of signatures that anybody can verify and only the issuer can make: neither `none` nor one with a shared secret. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/** How far the clocks of the issuer and of AWS may differ, in seconds. */
const clockToleranceSeconds = 5

const Claims = z.object({
  iss: z.string(),
  sub: z.string().check(z.minLength(1), z.maxLength(255)),
  exp: z.number(),
  aud: z.optional(z.union([z.string(), z.array(z.string())])),
  /** What Amazon Cognito has in access tokens in the place of an audience. */
  client_id: z.optional(z.string()),
})

/** Who the caller is, and until when, in seconds of the epoch. */
export type Verified = { iss: string; sub: string; expiresAt: number }

/**
 * Verifies a JSON Web Token: signed by the issuer, for one of the audiences, and valid now. A token without `aud` is taken by its
 * `client_id`, as API Gateway's own authorizer of HTTP APIs does.
 * @throws InvalidToken
 * @see https://www.rfc-editor.org/rfc/rfc8725 (best current practices)
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export async function verifiedToken(
  token: string,
  { issuer, audiences }: { issuer: string; audiences: readonly string[] },
  keys: Keys,
  currentDate = new Date(),
): Promise<Verified> {
  const { payload } = await jwtVerify(token, keys, {
    ...{ algorithms, issuer, currentDate },
    requiredClaims: ['iss', 'sub', 'exp'],
    clockTolerance: clockToleranceSeconds,
  }).catch((error) => {
    throw isAboutToken(error) ? new InvalidToken(error.code, { cause: error }) : error
  })
  const claims = Claims.safeParse(payload)
  if (!claims.success) throw new InvalidToken('a claim is not what it must be')
  const { iss, sub, exp, aud, client_id } = claims.data
  const meant = [aud ?? client_id ?? []].flat()
  if (!meant.some((audience) => audiences.includes(audience))) throw new InvalidToken('it is for another audience')
  return { iss, sub, expiresAt: exp + clockToleranceSeconds }
}

/** Not about the keys, which may be there in a moment. */
const isAboutToken = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError && tokenErrors.some((one) => error instanceof one)

const tokenErrors = [
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTInvalid,
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
]
