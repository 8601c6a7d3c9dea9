import { randomUUID } from 'node:crypto'
import { type JsonObject, readJson } from '@sfs3/asl'
import * as z from 'zod'
import { wholeSeconds } from '../aws-event.ts'
import type { EventBridge } from '../event-bridge.ts'
import { validation } from '../events-error.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function putEvents(input: JsonObject, eventBridge: EventBridge): JsonObject {
  const entries = Entries.safeParse(input.Entries)
  if (!entries.success)
    throw validation(`Value at 'entries' failed to satisfy constraint: ${z.prettifyError(entries.error)}`)
  const results = entries.data.map((entry) => putEntry(entry, eventBridge))
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results }
}

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  /** Seconds since 1970. */
  Time: z.number().optional(),
})
const Entries = z.array(Entry).min(1).max(10)

function putEntry(entry: z.infer<typeof Entry>, { put, buses, accountId, region, clock }: EventBridge): JsonObject {
  const { Source, DetailType, Detail, EventBusName = 'default', Resources, Time } = entry
  const bus = EventBusName.split('/').at(-1) ?? ''
  if (!Source || !DetailType || !Detail) {
    const missing = !Source ? 'Source' : !DetailType ? 'DetailType' : 'Detail'
    return failed('InvalidArgument', `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`)
  }
  if (Source.startsWith('aws.')) return failed('NotAuthorizedForSource', 'Not authorized for the source.')
  if (!buses.has(bus)) return failed('ResourceNotFoundException', `Event bus ${bus} does not exist.`)
  const detail = parsed(Detail)
  if (!detail) return failed('MalformedDetail', 'Detail is malformed.')

  const id = randomUUID()
  const time = wholeSeconds(Time === undefined ? clock.now() : Time * 1000)
  put(
    {
      ...{ version: '0', id, 'detail-type': DetailType, source: Source },
      ...{ account: accountId, time, region, resources: Resources, detail },
    },
    bus,
  )
  return { EventId: id }
}

const failed = (ErrorCode: string, ErrorMessage: string): JsonObject => ({ ErrorCode, ErrorMessage })

function parsed(detail: string): JsonObject | undefined {
  const read = readJson(detail)
  if ('problem' in read) return undefined
  const { value } = read
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}
