import * as z from 'zod'
import { type Statement, statementsOf } from '../../iam/policy.ts'

/** Who a Lambda authorizer says that the caller is, and what he may do. */
export type AuthorizerAnswer = {
  principalId: string
  statements: readonly Statement[]
  /** Functions get all of it as text. */
  context: Record<string, string>
  usageIdentifierKey?: string | undefined
}

/** Neither lists nor objects: API Gateway takes no such context. */
const Value = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const Answer = z.looseObject({
  principalId: z.string(),
  policyDocument: z.unknown(),
  context: z.record(z.string(), Value).nullish(),
  usageIdentifierKey: z.string().nullish(),
})

/**
 * What an authorizer answered, or what is wrong with it.
 * @param payload JSON text
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function authorizerAnswer(payload: string): AuthorizerAnswer | { problem: string } {
  try {
    const { principalId, policyDocument, context, usageIdentifierKey } = Answer.parse(JSON.parse(payload))
    return {
      principalId,
      statements: statementsOf(policyDocument, 'authorizer', 'answer'),
      context: context ?? {},
      usageIdentifierKey: usageIdentifierKey ?? undefined,
    }
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    return { problem: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') }
  }
}
