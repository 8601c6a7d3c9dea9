import type { JsonObject } from '../../json.ts'
import type { HttpAnswer } from './sdk-clients.ts'

/** Header names in the letters of AWS; HTTP/1.1 clients see them in lower case. */
const letters: Readonly<Record<string, string>> = {
  'content-length': 'Content-Length',
  'content-type': 'Content-Type',
  date: 'Date',
  server: 'Server',
  'x-amzn-requestid': 'x-amzn-RequestId',
  'x-amz-executed-version': 'X-Amz-Executed-Version',
  'x-amzn-trace-id': 'X-Amzn-Trace-Id',
  'x-amzn-remapped-content-length': 'x-amzn-Remapped-Content-Length',
}

/** What optimised integrations add to a service's answer. */
export function sdkMetadata({ status, headers }: HttpAnswer): JsonObject {
  const named = Object.entries(headers).map(([name, value]) => [letters[name] ?? name, value] as const)
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(named.map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(named),
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: headers['x-amzn-requestid'] ?? headers['x-amz-request-id'] ?? '' },
  }
}
