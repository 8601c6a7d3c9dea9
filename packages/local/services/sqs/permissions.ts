import { inputOf } from '../../endpoint/json-input.ts'
import type { AwsRequest } from '../../endpoint/service.ts'
import type { Permission } from '../../iam/permission.ts'
import type { Place } from '../../iam/permissions.ts'
import { fromQuery } from './sqs-query-protocol.ts'

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
export function sqsPermissions(request: AwsRequest, { accountId, region }: Place): Permission[] {
  const isQuery = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const { headers, body } = isQuery ? fromQuery(request) : request
  const operation = headers['x-amz-target']?.split('.')[1] ?? ''
  const input = inputOf({ body })
  const url = typeof input.QueueUrl === 'string' ? input.QueueUrl.split('/').at(-1) : undefined
  const name = url ?? (typeof input.QueueName === 'string' ? input.QueueName : '*')
  // A batch needs the permission of what it is a batch of.
  return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource: `arn:aws:sqs:${region}:${accountId}:${name}` }]
}
