import { StatesError } from './states-error.ts'

/** The JSON in a request's body. @throws StatesError SerializationException */
export function parseBody(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString())
  } catch {
    throw new StatesError('SerializationException', 'The request body is not JSON')
  }
}
