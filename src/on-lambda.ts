import { S3Client } from '@aws-sdk/client-s3'
import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import { StepInputError } from './process/errors.ts'
import { s3ProcessData } from './process/s3-process-data.ts'
import { TransactionId } from './process/transaction-id.ts'
import { awsClient } from './runtime/aws-client.ts'
import { environment } from './runtime/environment.ts'
import { log } from './runtime/log.ts'
import type { Step } from './step.ts'

/** What travels through the state machine: the transaction id and, if the request has one, the correlation id. */
const StepEvent = z.object({ processData: TransactionId, correlationId: z.exactOptional(z.string()) })

const { DATA_BUCKET } = environment({ DATA_BUCKET: z.string() })
const data = s3ProcessData(new S3Client(awsClient), DATA_BUCKET)

/**
 * A step as the Lambda function of a Task state. Its result are the ids it got, and for a Choice the `decision` of a step that
 * decides: the data stays in S3.
 */
export function onLambda(step: Step) {
  const [part] = Object.keys(step.adds)
  const handler = async (event: unknown, context: Context) => {
    log.addContext(context)
    const parsed = StepEvent.safeParse(event)
    if (!parsed.success) throw new StepInputError(parsed.error.issues.map(({ message }) => message).join('; '))

    const { processData: transactionId, ...correlation } = parsed.data
    log.resetKeys()
    log.appendKeys({ transactionId, ...correlation })
    try {
      const decision = await step(data, transactionId, correlation)
      log.info(`added ${part}`)
      return { ...parsed.data, ...(decision && { decision }) }
    } catch (error) {
      log.warn(`did not add ${part}`, error as Error)
      throw error
    }
  }
  return Object.assign(handler, { step })
}
