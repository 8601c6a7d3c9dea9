import { inputOf } from '../../endpoint/json-input.ts'
import type { AwsRequest } from '../../endpoint/service.ts'
import { INVALID_MESSAGE_BODY_CHAR } from './fauxqs.ts'

/** SQS returns only the message attributes that were asked for; fauxqs returns all when none were. */
export function attributesOnDemand(request: AwsRequest): AwsRequest {
  if (request.headers['x-amz-target'] !== 'AmazonSQS.ReceiveMessage') return request
  const input = inputOf(request)
  if (Array.isArray(input.MessageAttributeNames) && input.MessageAttributeNames.length > 0) return request
  return { ...request, body: Buffer.from(JSON.stringify({ ...input, MessageAttributeNames: ['(none)'] })) }
}

/** Queue URLs carry the host that the client used: after a restart the port may be another. */
export function onThisHost(body: string, host: string): string {
  return body.replace(/"http:\/\/[^/"]+\/(\d{12}\/[\w.-]+)"/g, (url, path) => (host ? `"http://${host}/${path}"` : url))
}

/**
 * fauxqs puts `AWS.SimpleQueueService.` before every code of the query protocol, which the SDK takes for the error's name; AWS
 * does so before the older half of them only.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
export function withErrorCode(headers: Record<string, string>): Record<string, string> {
  const [, code, fault] = /^AWS\.SimpleQueueService\.(\w+);(\w+)$/.exec(headers['x-amzn-query-error'] ?? '') ?? []
  return code && plainCodes.has(code) ? { ...headers, 'x-amzn-query-error': `${code};${fault}` } : headers
}

const plainCodes = new Set([
  'InvalidAttributeName',
  'InvalidAttributeValue',
  'InvalidMessageContents',
  'InvalidParameterValue',
  'MissingParameter',
])

// SQS takes every character outside the basic plane, e.g. emoji; fauxqs looks at UTF-16 halves and refuses them.
const notAllowed = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
INVALID_MESSAGE_BODY_CHAR.test = (text) => notAllowed.test(text)
