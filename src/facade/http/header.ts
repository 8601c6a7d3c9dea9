import type { APIGatewayProxyEvent } from 'aws-lambda'

/** A request header by its name in lower case; API Gateway passes names on as they were sent. */
export function header({ headers }: APIGatewayProxyEvent, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([each]) => each.toLowerCase() === name)?.[1]
}
