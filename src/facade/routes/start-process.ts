import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import type { ProcessData } from '../../process/process-data.ts'
import { s3ProcessData } from '../../process/s3-process-data.ts'
import { type StartExecution, sfnStartExecution } from '../../process/start-execution.ts'
import { startProcess } from '../../process/start-process.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { jsonBody } from '../http/json-body.ts'
import { startRoute } from '../http/start-route.ts'
import { type StartSources, s3StartSources } from '../http/start-sources.ts'

/** `POST /start-process`: starts a process whose input is any JSON and answers 202 with its ids. */
export function startProcessRoute(
  stateMachineArn: string,
  data: ProcessData,
  startExecution: StartExecution,
  sources: StartSources,
) {
  return startRoute(
    {
      stateMachineArn,
      input: jsonBody,
      start: (transactionId, input, correlation) =>
        startProcess(data, startExecution, transactionId, input, correlation),
      answer: (transactionId) => ({ transactionId }),
    },
    sources,
  )
}

const { DATA_BUCKET, STATE_MACHINE_ARN } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARN: z.string() })
const s3 = new S3Client(awsClient)
const sources = s3StartSources(s3, DATA_BUCKET)

export const handler = startProcessRoute(
  STATE_MACHINE_ARN,
  s3ProcessData(s3, DATA_BUCKET),
  sfnStartExecution(new SFNClient(awsClient), STATE_MACHINE_ARN, sources.onStarted),
  sources,
)
