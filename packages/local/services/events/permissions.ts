import * as z from 'zod'
import { inputOf } from '../../endpoint/json-input.ts'
import { type AwsRequest, operationOf } from '../../endpoint/service.ts'
import type { Permission } from '../../iam/permission.ts'
import type { AccountRegion } from '../account-region.ts'

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export function eventsPermissions(request: AwsRequest, { accountId, region }: AccountRegion): Permission[] {
  const operation = operationOf(request)
  const input = inputOf(request)
  const prefix = `arn:aws:events:${region}:${accountId}:`
  const action = `events:${operation}`
  if (operation === 'PutEvents')
    return (Entries.safeParse(input.Entries).data ?? []).map(({ EventBusName = 'default', Source, DetailType }) => ({
      action,
      resource: EventBusName.startsWith('arn:') ? EventBusName : `${prefix}event-bus/${EventBusName}`,
      context: { 'events:source': Source ?? '', 'events:detail-type': DetailType ?? '' },
    }))

  const rule = input.Rule ?? (operation.endsWith('Rule') ? input.Name : undefined)
  const bus = typeof input.EventBusName === 'string' && input.EventBusName !== 'default' ? `${input.EventBusName}/` : ''
  return [{ action, resource: rule === undefined ? `${prefix}rule/*` : `${prefix}rule/${bus}${rule}` }]
}

const Entries = z.array(
  z.looseObject({
    EventBusName: z.string().optional(),
    Source: z.string().optional(),
    DetailType: z.string().optional(),
  }),
)
