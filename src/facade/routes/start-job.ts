import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { listOf } from '../../process/owners.ts'
import { type StartExecution, sfnStartExecution } from '../../process/start-execution.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { jsonBody } from '../http/json-body.ts'
import { badRequest, Problem } from '../http/problem.ts'
import { startRoute } from '../http/start-route.ts'
import { type StartSources, s3StartSources } from '../http/start-sources.ts'
import { JobRequest } from '../requests/start-job.ts'

const daySeconds = 24 * 60 * 60

/** An execution runs for a year at most, some minutes of it before and after the wait. */
const longestWaitSeconds = 365 * daySeconds - 600

/** How long a job stays listed after its time. */
const listedSeconds = 30 * daySeconds

/** `POST /jobs`: starts a job that is completed at a time, at once if that has passed, and answers 202 with its ids. */
export function startJobRoute(
  stateMachineArn: string,
  startExecution: StartExecution,
  sources: StartSources,
  now = Date.now,
) {
  return startRoute(
    {
      stateMachineArn,
      input: (event) => {
        const { StartTimestamp } = JobRequest.parse(jsonBody(event))
        const startMs = Date.parse(StartTimestamp)
        if (startMs > now() + longestWaitSeconds * 1000)
          throw new Problem(badRequest, 'StartTimestamp is over a year ahead: choose an earlier time.')
        return { StartTimestamp, startMs }
      },
      start: (jobId, { StartTimestamp, startMs }, correlation, owner) =>
        startExecution(jobId, {
          jobId,
          StartTimestamp,
          waitUntil: new Date(startMs).toISOString(),
          listed: listOf('jobs', owner),
          expiresAtEpochSeconds: Math.floor(Math.max(startMs, now()) / 1000) + listedSeconds,
          ...correlation,
        }),
      answer: (jobId) => ({
        jobId,
        message: `Job Id ${jobId} started successfully. For additional information on process status use GET /jobs/status.`,
      }),
    },
    sources,
  )
}

const { DATA_BUCKET, STATE_MACHINE_ARN } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARN: z.string() })
const sources = s3StartSources(new S3Client(awsClient), DATA_BUCKET)

export const handler = startJobRoute(
  STATE_MACHINE_ARN,
  sfnStartExecution(new SFNClient(awsClient), STATE_MACHINE_ARN, sources.onStarted),
  sources,
)
