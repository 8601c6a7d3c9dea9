import { inputOf } from '../../endpoint/json-input.ts'
import { type AwsRequest, operationOf } from '../../endpoint/service.ts'
import type { Permission } from '../../iam/permission.ts'
import type { AccountRegion } from '../account-region.ts'
import { fromQuery } from './sqs-query-protocol.ts'

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
export function sqsPermissions(request: AwsRequest, { accountId, region }: AccountRegion): Permission[] {
  const isQuery = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const json = isQuery ? fromQuery(request) : request
  const input = inputOf(json)
  const url = typeof input.QueueUrl === 'string' ? input.QueueUrl.split('/').at(-1) : undefined
  const name = url ?? (typeof input.QueueName === 'string' ? input.QueueName : '*')
  // A batch needs the permission of what it is a batch of.
  return [
    {
      action: `sqs:${operationOf(json).replace(/Batch$/, '')}`,
      resource: `arn:aws:sqs:${region}:${accountId}:${name}`,
    },
  ]
}
