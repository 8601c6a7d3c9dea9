import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { listOf } from '../../process/owners.ts'
import { type RunExpress, sfnRunExpress } from '../../process/run-express.ts'
import { type StartExecution, sfnStartExecution } from '../../process/start-execution.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { answerOnce } from '../http/answer-once.ts'
import { correlationOf } from '../http/correlation-id.ts'
import { jsonBody } from '../http/json-body.ts'
import { badRequest, Problem, unprocessableContent } from '../http/problem.ts'
import { query } from '../http/query.ts'
import { type Handler, ok, respond } from '../http/respond.ts'
import { startRoute } from '../http/start-route.ts'
import { type StartSources, s3StartSources } from '../http/start-sources.ts'
import { ArchiveRequest, Mode } from '../requests/start-archive.ts'

/**
 * `POST /archive[?mode=express]`: archives the file with that key in the inbox; without a key, a file is simulated. 202 with
 * the execution; in express mode no person can approve, and the answer is the record, or 422 if the execution failed.
 */
export function startArchiveRoute(
  stateMachineArn: string,
  startExecution: StartExecution,
  runExpress: RunExpress,
  sources: StartSources,
): Handler {
  const started = startRoute(
    {
      stateMachineArn,
      input: requestOf,
      start: (archiveId, request, correlation, owner) =>
        startExecution(archiveId, { ...request, listed: listOf('archive', owner), ...correlation }),
      answer: () => ({}),
    },
    sources,
  )
  const recorded = respond(async (event, caller) => {
    query(event, Mode)
    const request = requestOf(event)
    if (request.approval_needed)
      throw new Problem(badRequest, 'In express mode nobody can be asked: leave out mode or approval_needed.')
    // Safe to do twice: a file that was moved stays moved, and the record of an id is written once.
    return answerOnce(event, caller, sources, async (archiveId) => {
      log.appendKeys({ transactionId: archiveId })
      const { status, output, error, cause } = await runExpress(archiveId, {
        archiveId,
        ...request,
        listed: listOf('archive', caller),
        ...correlationOf(event),
      })
      if (status === 'SUCCEEDED') return ok(output)
      throw new Problem(unprocessableContent, cause ?? `The execution ended ${status}.`, { members: { error } })
    })
  })
  return (event, context) => (event.multiValueQueryStringParameters?.mode ? recorded : started)(event, context)
}

const requestOf = (event: APIGatewayProxyEvent) => {
  const request = ArchiveRequest.parse(jsonBody(event))
  if (request.key !== undefined && request.simulate)
    throw new Problem(badRequest, 'Give key or simulate: only what is not there can be simulated.')
  return request
}

const { DATA_BUCKET, STATE_MACHINE_ARN, EXPRESS_STATE_MACHINE_ARN } = environment({
  DATA_BUCKET: z.string(),
  STATE_MACHINE_ARN: z.string(),
  EXPRESS_STATE_MACHINE_ARN: z.string(),
})
const sfn = new SFNClient(awsClient)
const sources = s3StartSources(new S3Client(awsClient), DATA_BUCKET)

export const handler = startArchiveRoute(
  STATE_MACHINE_ARN,
  sfnStartExecution(sfn, STATE_MACHINE_ARN, sources.onStarted),
  sfnRunExpress(sfn, EXPRESS_STATE_MACHINE_ARN),
  sources,
)
