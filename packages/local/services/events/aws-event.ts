import { randomUUID } from 'node:crypto'
import type { JsonObject } from '@sfs3/asl'
import type { EpochMs } from '../../clock/clock.ts'

/** An event as rules and targets see it. @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export type AwsEvent = {
  version: '0'
  /** Unique; the same when the event comes twice. */
  id: string
  'detail-type': string
  source: string
  account: string
  time: string
  region: string
  resources: string[]
  detail: JsonObject
}

/** Puts an envelope around what happened. */
export function newEvent(
  { accountId, region, now }: { accountId: string; region: string; now: EpochMs },
  {
    source,
    detailType,
    resources,
    detail,
  }: { source: string; detailType: string; resources: string[]; detail: JsonObject },
): AwsEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: accountId,
    time: wholeSeconds(now),
    region,
    resources,
    detail,
  }
}

/** EventBridge's timestamps have no fractions. */
export function wholeSeconds(at: EpochMs): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
