import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'

/** Answers with the event it was given. */
export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(event),
})
