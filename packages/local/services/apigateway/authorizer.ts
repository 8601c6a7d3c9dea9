import * as z from 'zod'
import type { StackResources } from '../../cloudformation/stack.ts'

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html */
const Properties = z.looseObject({
  RestApiId: z.string(),
  Type: z.string(),
  AuthorizerUri: z.string().optional(),
  IdentitySource: z.string().default(''),
  IdentityValidationExpression: z.string().optional(),
  AuthorizerResultTtlInSeconds: z.coerce.number().default(300),
})

/** What a template says about an `AWS::ApiGateway::Authorizer`. */
export type Authorizer = {
  id: string
  /** `TOKEN`, `REQUEST`, or one that is not here. */
  type: string
  /** Absent where it is no function. */
  functionArn: string | undefined
  /** What identifies a caller: `method.request.header.Authorization` */
  identitySources: readonly string[]
  /** What the whole token must be like. */
  validation: RegExp | undefined
  ttlSeconds: number
}

/** By their ids. @throws ZodError; SyntaxError for a regular expression that is none */
export function authorizersOf(restApiId: string, stack: StackResources): ReadonlyMap<string, Authorizer> {
  const authorizers = stack.ofType('AWS::ApiGateway::Authorizer').flatMap(({ physicalId, properties }) => {
    const { RestApiId, Type, AuthorizerUri, IdentitySource, IdentityValidationExpression, ...rest } =
      Properties.parse(properties)
    if (RestApiId !== restApiId) return []
    return {
      id: physicalId,
      type: Type,
      functionArn: AuthorizerUri?.match(/functions\/(.+)\/invocations$/)?.[1],
      identitySources: IdentitySource.split(',').flatMap((source) => source.trim() || []),
      validation: IdentityValidationExpression ? new RegExp(`^(?:${IdentityValidationExpression})$`) : undefined,
      ttlSeconds: rest.AuthorizerResultTtlInSeconds,
    }
  })
  return new Map(authorizers.map((authorizer) => [authorizer.id, authorizer]))
}
