import { S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod'
import { environment } from '../environment.ts'
import { log } from '../log.ts'
import type { PartSize, ProcessData } from '../process/process-data.ts'
import { s3ProcessData } from '../process/s3-process-data.ts'
import { ContentTooLarge, NotFound, Problem } from './problem.ts'
import { query } from './query.ts'
import { DataRequest } from './requests.ts'
import { ok, respond } from './respond.ts'

/**
 * The most that Lambda returns, 6 MB, less some room for headers. It counts the answer as JSON, in which each quote of the
 * body takes two bytes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const answerBytes = 6_000_000

/** `GET /process-data?transactionId=[&part=]`: everything known about a process, or one part of it. */
export const processDataRoute = (data: ProcessData) =>
  respond(async (event) => {
    const { transactionId, part } = query(event, DataRequest)
    log.appendKeys({ transactionId })

    const parts = await data.parts(transactionId)
    if (parts.length === 0) throw new Problem(NotFound, `No process ${transactionId}, or its data has expired.`)

    const asked = part ? parts.filter((each) => each.part === part) : parts
    if (asked.length === 0) throw new Problem(NotFound, `Process ${transactionId} has no part ${part} (yet).`)

    const bytes = asked.reduce((sum, each) => sum + each.bytes, 0)
    if (bytes > answerBytes) throw tooLarge(asked)

    const answer = ok(part ? await data.part(transactionId, part) : await data.document(transactionId))
    if (Buffer.byteLength(JSON.stringify(answer)) > answerBytes) throw tooLarge(asked)
    return answer
  })

const tooLarge = (parts: PartSize[]) =>
  new Problem(
    ContentTooLarge,
    parts.length > 1
      ? 'The data does not fit into one answer: ask for its parts one at a time with part=.'
      : 'The part does not fit into an answer.',
    { members: { parts } },
  )

const { DATA_BUCKET } = environment({ DATA_BUCKET: z.string() })

export const handler = processDataRoute(s3ProcessData(new S3Client(), DATA_BUCKET))
