import type { APIGatewayProxyEvent } from 'aws-lambda'
import type { HttpResponse } from './gateway-response.ts'

/** Who may pass: what the function is told of him. */
export type Authorization = {
  /** Of one who signed: members of `requestContext.identity`. */
  identity?: Partial<APIGatewayProxyEvent['requestContext']['identity']>
  /** Of one whom a Lambda authorizer let in: `requestContext.authorizer`. */
  authorizer?: Record<string, string | number>
  /** The API key that the authorizer names, where the API takes keys from it. */
  usageIdentifierKey?: string
}

/** Lets a request pass, or answers instead of the function. */
export type Authorised = Authorization | { refused: HttpResponse }

/** Method and path of a request as policies name them: `arn:aws:execute-api:<region>:<account>:<api>/dev/GET/order` */
export function methodArn(request: {
  region: string
  accountId: string
  api: { id: string }
  stage: string
  httpMethod: string
  path: string
}): string {
  const { region, accountId, api, stage, httpMethod, path } = request
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage}/${httpMethod}/${path.replace(/^\//, '')}`
}
