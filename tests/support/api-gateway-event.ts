import type { APIGatewayProxyEvent } from 'aws-lambda'

/** A request as API Gateway hands it to a function. `path` may have a query. */
export function request(
  method: string,
  path: string,
  {
    body = null,
    headers = {},
    isBase64Encoded = false,
  }: Partial<Pick<APIGatewayProxyEvent, 'body' | 'headers' | 'isBase64Encoded'>> = {},
): APIGatewayProxyEvent {
  const url = new URL(path, 'http://api')
  const names = [...new Set(url.searchParams.keys())]
  return {
    httpMethod: method,
    path: url.pathname,
    resource: url.pathname,
    body,
    isBase64Encoded,
    headers,
    multiValueHeaders: {},
    pathParameters: null,
    stageVariables: null,
    queryStringParameters: names.length ? Object.fromEntries(url.searchParams) : null,
    multiValueQueryStringParameters: names.length
      ? Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name)]))
      : null,
    requestContext: {
      path: `/test${url.pathname}`,
      resourcePath: url.pathname,
      stage: 'test',
    } as APIGatewayProxyEvent['requestContext'],
  }
}
