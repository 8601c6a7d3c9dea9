import type { JsonObject } from '@sfs3/asl'
import type { HttpAnswer } from './clients.ts'

/** The headers that AWS's answers have, in its letters; HTTP clients see them in lower case. Others are the local server's own. */
const letters: Readonly<Record<string, string>> = {
  connection: 'connection',
  'content-length': 'Content-Length',
  'content-type': 'Content-Type',
  date: 'Date',
  server: 'Server',
  'x-amz-crc32': 'x-amz-crc32',
  'x-amz-executed-version': 'X-Amz-Executed-Version',
  'x-amzn-remapped-content-length': 'x-amzn-Remapped-Content-Length',
  'x-amzn-requestid': 'x-amzn-RequestId',
  'x-amzn-trace-id': 'X-Amzn-Trace-Id',
}

/** What optimized integrations add to a service's answer. */
export function sdkMetadata({ status, headers }: HttpAnswer): JsonObject {
  const RequestId = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'] ?? ''
  const known = Object.entries({ ...headers, 'x-amzn-requestid': RequestId }).flatMap(([name, value]) => {
    const lettered = letters[name]
    return lettered === undefined ? [] : [[lettered, value.replace('; charset=utf-8', '')] as const]
  })
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(known.map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(known),
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId },
  }
}
