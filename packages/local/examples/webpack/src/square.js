import { square } from './arithmetic'

export const handler = async ({ pathParameters }) => ({
  statusCode: 200,
  body: String(square(Number(pathParameters.number))),
})
