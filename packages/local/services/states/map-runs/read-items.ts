import { type ItemReader, ItemReaderFailed, itemsOf, type Json, manifestFiles, type ReadItems } from '@sfs3/asl'
import type { UntimedEvent } from '../executions/driver.ts'
import type { LiveExecution } from '../executions/live-execution.ts'
import type { S3Objects } from './s3-objects.ts'

/** Reads what an ItemReader asks for. Resolves with the event for the execution. */
export async function readItems(effect: ReadItems, live: LiveExecution, objects: S3Objects): Promise<UntimedEvent> {
  const { task, reader } = effect
  try {
    return { type: 'ItemsRead', task, items: await items(reader, live.roleArn, objects) }
  } catch (error) {
    const cause = error instanceof ItemReaderFailed ? error.message : s3Problem(error)
    return { type: 'TaskFailed', task, error: 'States.ItemReaderFailed', cause }
  }
}

async function items(reader: ItemReader, roleArn: string, objects: S3Objects): Promise<Json[]> {
  const { bucket, key = '', versionId, prefix, maxItems = 0 } = reader
  if (reader.resource === 'listObjectsV2')
    return itemsOf(reader, { listed: await objects.list(roleArn, bucket, prefix, maxItems) })

  const body = await objects.get(roleArn, bucket, key, versionId)
  if (reader.inputType !== 'MANIFEST') return itemsOf(reader, { body })

  const { keys, headers } = manifestFiles(body)
  const rows: Json[] = []
  for (const file of keys) {
    if (maxItems > 0 && rows.length >= maxItems) break
    const asCsv = { ...reader, inputType: 'CSV', csvHeaderLocation: 'GIVEN', csvHeaders: headers } as const
    rows.push(...itemsOf(asCsv, { body: await objects.get(roleArn, bucket, file) }))
  }
  return maxItems > 0 ? rows.slice(0, maxItems) : rows
}

function s3Problem(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { httpStatusCode, requestId } =
    (error as { $metadata?: { httpStatusCode?: number; requestId?: string } }).$metadata ?? {}
  if (httpStatusCode === undefined) return error.message
  return `${error.message || error.name} (Service: S3, Status Code: ${httpStatusCode}, Request ID: ${requestId})`
}
