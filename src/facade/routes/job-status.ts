import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { listOf, type Owner } from '../../process/owners.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { type NewestFirst, newestFirst } from '../http/newest-first.ts'
import { notFound, Problem } from '../http/problem.ts'
import { query } from '../http/query.ts'
import { ok, respond } from '../http/respond.ts'
import { StatusRequest } from '../requests/job-status.ts'

/** A job as it is in the table. */
export type Job = { Id: string; StartActionAt: string; LastUpdated: string; ProcessStatus: string }

/** `GET /jobs/status[?id=&nextToken=]`: the jobs of the caller, newest first, or one of them. */
export function jobStatusRoute(
  list: NewestFirst<Job>,
  job: (id: string, caller: Owner | undefined) => Promise<Job | undefined>,
) {
  return respond(async (event, caller) => {
    const { id, nextToken } = query(event, StatusRequest)
    if (id === undefined) return ok(await list(caller, nextToken))

    const found = await job(id, caller)
    if (!found) throw new Problem(notFound, `No job ${id} (yet).`)
    return ok({ items: [found] })
  })
}

const jobOf = ({ Id, StartActionAt, LastUpdated, ProcessStatus }: Record<string, AttributeValue>): Job => ({
  Id: Id?.S ?? '',
  StartActionAt: StartActionAt?.S ?? '',
  LastUpdated: LastUpdated?.S ?? '',
  ProcessStatus: ProcessStatus?.S ?? '',
})

const { JOBS_TABLE } = environment({ JOBS_TABLE: z.string() })
const dynamodb = new DynamoDBClient(awsClient)

export const handler = jobStatusRoute(newestFirst(dynamodb, JOBS_TABLE, 'jobs', jobOf), async (id, caller) => {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: JOBS_TABLE, Key: { Id: { S: id } }, ConsistentRead: true }),
  )
  const own = caller === undefined || Item?.Listed?.S === listOf('jobs', caller)
  return Item && own ? jobOf(Item) : undefined
})
