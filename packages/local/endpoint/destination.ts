import type { Signature } from './signature.ts'
import type { Protocol } from './wire-error.ts'

type Headers = Readonly<Record<string, string>>

/** The signing name of the service that a request is for: what was signed, else what its target, host or path says. */
export function serviceOf(signature: Signature | undefined, headers: Headers, url: string): string {
  return signature?.service ?? ofTarget(headers['x-amz-target']) ?? ofHost(headers.host) ?? ofPath(url)
}

/** How the service speaks; for one that is not here, how this request does, so that its sender can read the refusal. */
export function protocolOf(service: string, headers: Headers): Protocol {
  const contentType = headers['content-type'] ?? ''
  if (contentType.startsWith('application/x-www-form-urlencoded')) return 'query'
  return protocols[service] ?? (contentType.startsWith('application/x-amz-json-1.1') ? 'json-1.1' : guess(headers))
}

const protocols: Record<string, Protocol> = {
  s3: 'rest-xml',
  sqs: 'json-1.0',
  sns: 'query',
  sts: 'query',
  dynamodb: 'json-1.0',
  states: 'json-1.0',
  events: 'json-1.1',
  lambda: 'rest-json',
}

const guess = (headers: Headers): Protocol => (headers['x-amz-target'] ? 'json-1.0' : 'rest-json')

const ofTarget = (target: string | undefined): string | undefined => targets[target?.split('.')[0] ?? '']

const targets: Record<string, string> = {
  AmazonSQS: 'sqs',
  AWSStepFunctions: 'states',
  AWSEvents: 'events',
  DynamoDB_20120810: 'dynamodb',
}

const ofHost = (host: string | undefined): string | undefined =>
  host?.split('.').find((label) => Object.hasOwn(protocols, label))

const ofPath = (url: string): string => (url.startsWith('/2015-03-31/') ? 'lambda' : 's3')
