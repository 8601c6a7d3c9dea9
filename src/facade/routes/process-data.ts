import { S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod/mini'
import { isOwn, type OwnerOf, recordedOwner } from '../../process/owners.ts'
import { type PartUrl, s3PartUrl } from '../../process/part-url.ts'
import type { PartSize, ProcessData } from '../../process/process-data.ts'
import { s3ProcessData } from '../../process/s3-process-data.ts'
import { s3Records } from '../../process/s3-records.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { contentTooLarge, notFound, Problem } from '../http/problem.ts'
import { query } from '../http/query.ts'
import { ok, respond, seeOther } from '../http/respond.ts'
import { DataRequest } from '../requests/process-data.ts'

/**
 * Lambda returns 6 MB at most, headers included. It counts the answer as JSON, in which each quote of the body takes two bytes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const answerBytes = 6_000_000

/**
 * `GET /process-data?transactionId=[&part=]`: all parts of a process, or one part. Data that does not fit into an answer gets
 * 413 with the names of the parts; a single part that does not fit gets 303 to `partUrl`, if given.
 */
export function processDataRoute(data: ProcessData, ownerOf: OwnerOf, partUrl?: PartUrl) {
  return respond(async (event, caller) => {
    const { transactionId, part } = query(event, DataRequest)
    log.appendKeys({ transactionId })

    const own = await isOwn(transactionId, caller, ownerOf)
    const parts = own ? await data.parts(transactionId) : []
    if (parts.length === 0) throw new Problem(notFound, `No process ${transactionId}, or its data has expired.`)

    const asked = part ? parts.filter((each) => each.part === part) : parts
    if (asked.length === 0) throw new Problem(notFound, `Process ${transactionId} has no part ${part} (yet).`)

    const bytes = asked.reduce((sum, each) => sum + each.bytes, 0)
    if (bytes <= answerBytes) {
      const answer = ok(part ? await data.part(transactionId, part) : await data.document(transactionId))
      if (Buffer.byteLength(JSON.stringify(answer)) <= answerBytes) return answer
    }
    if (!part)
      throw tooLarge('The data does not fit into one answer: ask for its parts one at a time with part=.', asked)
    if (!partUrl) throw tooLarge('The part does not fit into an answer, and links to S3 are switched off.', asked)
    return seeOther(await partUrl(transactionId, part))
  })
}

const tooLarge = (detail: string, parts: PartSize[]) => new Problem(contentTooLarge, detail, { members: { parts } })

const { DATA_BUCKET, PART_URL_SECONDS } = environment({
  DATA_BUCKET: z.string(),
  PART_URL_SECONDS: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(3600)),
})
const s3 = new S3Client(awsClient)

export const handler = processDataRoute(
  s3ProcessData(s3, DATA_BUCKET),
  recordedOwner(s3Records(s3, DATA_BUCKET)),
  PART_URL_SECONDS > 0 ? s3PartUrl(s3, DATA_BUCKET, PART_URL_SECONDS) : undefined,
)
