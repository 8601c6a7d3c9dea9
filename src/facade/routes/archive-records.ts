import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { type NewestFirst, newestFirst } from '../http/newest-first.ts'
import { query } from '../http/query.ts'
import { ok, respond } from '../http/respond.ts'
import { RecordsRequest } from '../requests/archive-records.ts'

/** The record of one file. `Approval`: a person was asked. `Archive`: the file belongs into an archive. */
export type ArchiveRecord = {
  Id: string
  Timestamp: string
  Archive: boolean
  Quality: number
  Action: string
  Approval: boolean
  Key: string
}

/** `GET /archive/records[?nextToken=]`: the records of the caller's files, newest first. */
export function archiveRecordsRoute(list: NewestFirst<ArchiveRecord>) {
  return respond(async (event, caller) => ok(await list(caller, query(event, RecordsRequest).nextToken)))
}

const recordOf = (item: Record<string, AttributeValue>): ArchiveRecord => ({
  Id: item.Id?.S ?? '',
  Timestamp: item.Timestamp?.S ?? '',
  Archive: item.Archive?.BOOL ?? false,
  Quality: Number(item.Quality?.N ?? 0),
  Action: item.Action?.S ?? '',
  Approval: item.Approval?.BOOL ?? false,
  Key: item.Key?.S ?? '',
})

const { ARCHIVE_TABLE } = environment({ ARCHIVE_TABLE: z.string() })

export const handler = archiveRecordsRoute(
  newestFirst(new DynamoDBClient(awsClient), ARCHIVE_TABLE, 'archive', recordOf),
)
