import type { Json, JsonObject } from '@sfs3/asl'
import type { AwsRequest, AwsResponse } from '../../endpoint/service.ts'
import { errorResponse, escapeXml } from '../../endpoint/wire-error.ts'

/**
 * The form-encoded protocol that SQS clients spoke before 2023, as the JSON request that it means.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
 */
export function fromQuery(request: AwsRequest): AwsRequest {
  const form = new URLSearchParams(request.body.toString())
  const action = form.get('Action') ?? ''
  const input = jsonOf(form)
  if (request.url.length > 1 && input.QueueUrl === undefined)
    input.QueueUrl = `http://${request.headers.host}${request.url}`
  return {
    ...request,
    url: '/',
    headers: {
      ...request.headers,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
    },
    body: Buffer.from(JSON.stringify(input)),
  }
}

/** The JSON answer as that protocol's XML. */
export function toQuery(request: AwsRequest, response: AwsResponse): AwsResponse {
  const output = JSON.parse(String(response.body) || '{}') as JsonObject
  if (response.status >= 400) {
    const code = response.headers['x-amzn-query-error']?.split(';')[0] ?? String(output.__type).split('#').at(-1) ?? ''
    return errorResponse('query', { status: response.status, code, message: String(output.message) })
  }
  const action = new URLSearchParams(request.body.toString()).get('Action') ?? ''
  const body =
    `<${action}Response xmlns="http://queue.amazonaws.com/doc/2012-11-05/">` +
    `<${action}Result>${Object.entries(output)
      .map(([name, value]) => members(name, value))
      .join('')}</${action}Result>` +
    `<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></${action}Response>`
  return { status: 200, headers: { 'content-type': 'text/xml' }, body }
}

/** List members, e.g. `SendMessageBatchRequestEntry.1.Id`, and their JSON names. */
const lists = new Map(
  Object.entries({
    AttributeName: 'AttributeNames',
    MessageAttributeName: 'MessageAttributeNames',
    MessageSystemAttributeName: 'MessageSystemAttributeNames',
    TagKey: 'TagKeys',
    SendMessageBatchRequestEntry: 'Entries',
    DeleteMessageBatchRequestEntry: 'Entries',
    ChangeMessageVisibilityBatchRequestEntry: 'Entries',
  }),
)

/** Map members, e.g. `Attribute.1.Name=…&Attribute.1.Value=…`. */
const maps = new Map(
  Object.entries({
    Attribute: 'Attributes',
    MessageAttribute: 'MessageAttributes',
    Tag: 'tags',
  }),
)

const numbers = new Set(['DelaySeconds', 'MaxNumberOfMessages', 'MaxResults', 'VisibilityTimeout', 'WaitTimeSeconds'])

function jsonOf(form: Iterable<[string, string]>): JsonObject {
  const output: JsonObject = {}
  const nested = new Map<string, Map<number, [string, string][]>>()
  for (const [name, value] of form) {
    const [, member, index, rest = ''] = /^(\w+?)\.(\d+)\.?(.*)$/.exec(name) ?? []
    if (member === undefined) {
      if (name !== 'Action' && name !== 'Version') output[name] = numbers.has(name) ? Number(value) : value
      continue
    }
    const items = nested.get(member) ?? new Map<number, [string, string][]>()
    nested.set(member, items.set(Number(index), [...(items.get(Number(index)) ?? []), [rest, value]]))
  }
  for (const [member, items] of nested) {
    const values = [...items].sort(([a], [b]) => a - b).map(([, fields]) => fields)
    const map = maps.get(member)
    if (map) output[map] = Object.fromEntries(values.map(mapEntry))
    else
      output[lists.get(member) ?? member] = values.map((fields) =>
        fields[0]?.[0] === '' ? fields[0][1] : jsonOf(fields),
      )
  }
  return output
}

function mapEntry(fields: [string, string][]): [string, Json] {
  const name = fields.find(([field]) => field === 'Name' || field === 'Key')?.[1] ?? ''
  const value = fields.filter(([field]) => field.startsWith('Value'))
  if (value.length === 1 && value[0]?.[0] === 'Value') return [name, value[0][1]]
  return [name, Object.fromEntries(value.map(([field, text]) => [field.slice('Value.'.length), text]))]
}

/** In XML the members of lists and maps are repeated under their singular names. */
const singular = new Map(
  Object.entries({
    QueueUrls: 'QueueUrl',
    Messages: 'Message',
    Attributes: 'Attribute',
    MessageAttributes: 'MessageAttribute',
    Tags: 'Tag',
    Failed: 'BatchResultErrorEntry',
  }),
)

function members(name: string, value: Json): string {
  const tag = singular.get(name) ?? name
  if (Array.isArray(value)) return value.map((item) => `<${tag}>${content(item)}</${tag}>`).join('')
  if (singular.has(name) && value !== null && typeof value === 'object')
    return Object.entries(value)
      .map(([key, item]) => `<${tag}><Name>${escapeXml(key)}</Name><Value>${content(item)}</Value></${tag}>`)
      .join('')
  return `<${tag}>${content(value)}</${tag}>`
}

const content = (value: Json): string =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value)
        .map(([name, item]) => members(name, item))
        .join('')
    : escapeXml(String(value))
