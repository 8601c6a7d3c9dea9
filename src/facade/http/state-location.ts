import type { APIGatewayProxyEvent } from 'aws-lambda'

/** Where a caller sees how an execution stands: a path under the stage that the request came in by. */
export function stateOf(executionArn: string, event: APIGatewayProxyEvent): string {
  const { path, resourcePath } = event.requestContext
  // `path` has the stage or the custom domain's base path before the resource, `resourcePath` has not.
  const base = path?.endsWith(resourcePath) ? path.slice(0, -resourcePath.length) : ''
  return `${base}/process-state?executionArn=${encodeURIComponent(executionArn)}`
}
