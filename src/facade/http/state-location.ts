import type { APIGatewayProxyEvent } from 'aws-lambda'

/** The URL of the state of an execution: a path below the stage of this request. */
export function stateLocation(executionArn: string, event: APIGatewayProxyEvent): string {
  const { path, resourcePath } = event.requestContext
  // `path` begins with the stage or the base path of the custom domain, `resourcePath` does not.
  const base = path?.endsWith(resourcePath) ? path.slice(0, -resourcePath.length) : ''
  return `${base}/process-state?executionArn=${encodeURIComponent(executionArn)}`
}
