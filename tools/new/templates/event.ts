import { namesOf, type Plan } from '../plan.ts'

/** `src/events/start-<workflow>-by-event.ts`: for a schedule, or a file that was dropped. */
export function event({ workflow }: Plan): string {
  const { request, eventFunction } = namesOf(workflow)
  return `import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import { ${request} } from '../${workflow}/${workflow}.ts'
import type { ProcessData } from '../process/process-data.ts'
import { s3ProcessData } from '../process/s3-process-data.ts'
import { type StartExecution, sfnStartExecution } from '../process/start-execution.ts'
import { startProcess } from '../process/start-process.ts'
import { TransactionId } from '../process/transaction-id.ts'
import { awsClient } from '../runtime/aws-client.ts'
import { environment } from '../runtime/environment.ts'
import { log } from '../runtime/log.ts'

/** What the rules in resources/${workflow}/ make of an event: its id, and what ${workflow} is started with. */
const StartEvent = z.object({ id: TransactionId, request: ${request} })

/**
 * Starts ${workflow} for an event of EventBridge. The id of the event is the transaction id, so an event that comes twice starts
 * one execution. When it throws, Lambda tries again.
 */
export async function ${eventFunction}(event: unknown, data: ProcessData, startExecution: StartExecution) {
  const { id, request } = StartEvent.parse(event)
  return startProcess(data, startExecution, id, request)
}

const { DATA_BUCKET, STATE_MACHINE_ARN } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARN: z.string() })
const data = s3ProcessData(new S3Client(awsClient), DATA_BUCKET)
const startExecution = sfnStartExecution(new SFNClient(awsClient), STATE_MACHINE_ARN)

export async function handler(event: unknown, context: Context): Promise<void> {
  log.addContext(context)
  log.resetKeys()
  const executionArn = await ${eventFunction}(event, data, startExecution)
  log.info('started', { executionArn })
}
`
}
