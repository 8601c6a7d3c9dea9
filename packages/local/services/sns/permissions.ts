import type { AwsRequest } from '../../endpoint/service.ts'
import type { Permission } from '../../iam/permission.ts'
import type { AccountRegion } from '../account-region.ts'

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export function snsPermissions({ body }: AwsRequest, { accountId, region }: AccountRegion): Permission[] {
  const form = new URLSearchParams(body.toString())
  const operation = form.get('Action') ?? ''
  const prefix = `arn:aws:sns:${region}:${accountId}:`
  const named = form.get('TopicArn') ?? form.get('ResourceArn') ?? form.get('TargetArn')
  // A subscription's ARN is its topic's with an id behind it.
  const subscribed = form.get('SubscriptionArn')?.split(':').slice(0, 6).join(':')
  const created = form.has('Name') ? `${prefix}${form.get('Name')}` : `${prefix}*`
  const action = operation === 'PublishBatch' ? 'sns:Publish' : `sns:${operation}`
  const endpoint = form.get('Protocol')
  return [
    {
      action,
      resource: named ?? subscribed ?? created,
      context: {
        ...(endpoint && { 'sns:Protocol': endpoint }),
        ...(form.has('Endpoint') && { 'sns:Endpoint': form.get('Endpoint') ?? '' }),
      },
    },
  ]
}
