import { randomUUID } from 'node:crypto'
import type { AwsResponse } from './service.ts'

/** What an AWS service answers when it refuses. `code` is AWS's name of the error, e.g. `AccessDeniedException`. */
export type WireError = { status: number; code: string; message: string }

/** How a service puts requests and answers on the wire. */
export type Protocol = 'json-1.0' | 'json-1.1' | 'query' | 'rest-json' | 'rest-xml'

/** Writes an error as the SDKs expect it from a service that speaks `protocol`. */
export function errorResponse(protocol: Protocol, error: WireError): AwsResponse {
  const requestId = randomUUID()
  return { status: error.status, ...wire(protocol, error, requestId) }
}

function wire(
  protocol: Protocol,
  { status, code, message }: WireError,
  requestId: string,
): Omit<AwsResponse, 'status'> {
  switch (protocol) {
    case 'json-1.0':
    case 'json-1.1':
      return {
        headers: { 'content-type': `application/x-amz-${protocol}`, 'x-amzn-requestid': requestId },
        body: JSON.stringify({ __type: code, message }),
      }
    case 'rest-json':
      return {
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': code, 'x-amzn-requestid': requestId },
        body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message, message }),
      }
    case 'query':
      return {
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
        body:
          `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escapeXml(code)}</Code>` +
          `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      }
    case 'rest-xml':
      return {
        headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
        body:
          `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(code)}</Code>` +
          `<Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
      }
  }
}

/** Text as XML content. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
