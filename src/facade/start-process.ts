import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod'
import { environment } from '../environment.ts'
import { log } from '../log.ts'
import { type StartExecution, sfnStartExecution } from '../process/executions.ts'
import type { ProcessData } from '../process/process-data.ts'
import { s3ProcessData } from '../process/s3-process-data.ts'
import { startProcess } from '../process/start-process.ts'
import { newTransactionId } from '../process/transaction-id.ts'
import { jsonBody } from './json-body.ts'
import { accepted, respond } from './respond.ts'
import { stateOf } from './state-of.ts'

/** `POST /start-process`: any JSON in, 202 with the ids of the process that works on it out. */
export const startProcessRoute = (data: ProcessData, startExecution: StartExecution) =>
  respond(async (event) => {
    const input = jsonBody(event)
    const transactionId = newTransactionId()
    log.appendKeys({ transactionId })

    const executionId = await startProcess(data, startExecution, transactionId, input)

    return accepted({ transactionId, executionId }, stateOf(executionId, event))
  })

const { DATA_BUCKET, STATE_MACHINE_ARN } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARN: z.string() })

export const handler = startProcessRoute(
  s3ProcessData(new S3Client(), DATA_BUCKET),
  sfnStartExecution(new SFNClient(), STATE_MACHINE_ARN),
)
