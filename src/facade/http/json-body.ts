import type { APIGatewayProxyEvent } from 'aws-lambda'
import type { Json } from '../../process/json.ts'
import { badRequest, Problem, unsupportedMediaType } from './problem.ts'

/** No sensible document is nested deeper. Recursive readers of JSON can still read it. */
const maxDepth = 500

/**
 * The body of a request as JSON, `{}` if it is empty. The content type does not matter.
 * @throws Problem 400 if the body is not JSON that every reader reads alike, 415 if its charset is not UTF-8
 * @see https://www.rfc-editor.org/rfc/rfc7493 (I-JSON)
 */
export function jsonBody({ body, isBase64Encoded, headers }: APIGatewayProxyEvent): Json {
  refuseOtherCharset(headers)
  const text = isBase64Encoded ? utf8(Buffer.from(body ?? '', 'base64')) : (body ?? '')
  if (text.trim() === '') return {}

  const value = parse(text)
  refuseUnportable(value)
  return value
}

const refuseOtherCharset = (headers: APIGatewayProxyEvent['headers'] | null) => {
  const contentType = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]
  if (charset && !/^(utf-?8|us-ascii)$/i.test(charset))
    throw new Problem(unsupportedMediaType, `JSON is UTF-8, not ${charset}: encode the body as UTF-8.`)
}

const utf8 = (bytes: Buffer) => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem(badRequest, 'The body is not UTF-8: encode it as UTF-8.')
  }
}

const parse = (text: string): Json => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem(badRequest, 'The body is not JSON: send one JSON value, or nothing.')
  }
}

/** Not recursive: the caller chooses the depth. */
const refuseUnportable = (value: Json) => {
  const open: { value: Json; depth: number }[] = [{ value, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next
    if (depth > maxDepth)
      throw new Problem(badRequest, `The body is nested deeper than ${maxDepth} levels: flatten it.`)
    if (value === Infinity || value === -Infinity)
      throw new Problem(badRequest, 'The body holds a number above 1.8e308: send it as a string.')
    if (typeof value === 'object' && value)
      for (const child of Object.values(value)) open.push({ value: child, depth: depth + 1 })
  }
}
