import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import { PartUnreadable, S3DataPreconditionError, StepInputError } from './process/errors.ts'
import type { Json } from './process/json.ts'
import type { ProcessData } from './process/process-data.ts'
import { s3ProcessData } from './process/s3-process-data.ts'
import type { Correlation } from './process/start-process.ts'
import { TransactionId } from './process/transaction-id.ts'
import { awsClient } from './runtime/aws-client.ts'
import { environment } from './runtime/environment.ts'
import { log } from './runtime/log.ts'

/** One step of a process: reads the parts it needs, adds its own. Running it again changes nothing. */
export type Step = {
  adds: string
  (data: ProcessData, transactionId: TransactionId, correlation?: Correlation): Promise<void>
}

/** What a step adds: a JSON value, or the bytes of one that is larger than memory. */
type Added = Json | Readable

/**
 * `data` is for parts that are larger than memory, which a step opens itself instead of needing them; `correlation` for the input
 * of executions that it starts.
 */
type StepContext = { transactionId: TransactionId; data: ProcessData; correlation: Correlation }

/**
 * `needs` is the read predicate: its keys are the parts to read, its schemas say what they must be. `run` gets exactly
 * those, and what it returns becomes the part `adds`.
 * @throws S3DataPreconditionError when the step is run before each part is there and satisfies its schema
 */
export const step = <Needs extends z.core.$ZodObject>(definition: {
  needs: Needs
  adds: string
  run: (parts: z.infer<Needs>, context: StepContext) => Added | Promise<Added>
}): Step => {
  const { needs, adds, run } = definition

  const stepOf = async (data: ProcessData, transactionId: TransactionId, correlation: Correlation = {}) => {
    const read = await Promise.all(
      Object.keys(needs._zod.def.shape).map(async (part) => [part, await data.part(transactionId, part)] as const),
    ).catch((error) => {
      throw error instanceof PartUnreadable
        ? new S3DataPreconditionError(transactionId, error.message, { cause: error })
        : error
    })
    const parts = z.safeParse(needs, Object.fromEntries(read.filter(([, value]) => value !== undefined)))
    if (!parts.success) throw new S3DataPreconditionError(transactionId, reasons(parts.error, read))

    const added = await run(parts.data, { transactionId, data, correlation })
    if (added instanceof Readable) await data.addStream(transactionId, adds, added)
    else await data.add(transactionId, adds, added)
  }
  return Object.assign(stepOf, { adds })
}

const reasons = (error: z.core.$ZodError, read: (readonly [string, Json | undefined])[]) => {
  const missing = new Set(read.filter(([, value]) => value === undefined).map(([part]) => part))
  const wrong = error.issues.filter(({ path }) => !missing.has(String(path[0])))
  return [
    ...[...missing].map((part) => `${part} is missing`),
    ...wrong.map(({ path, message }) => `${path.join('.')}: ${message}`),
  ].join('; ')
}

/** What travels through the state machine: the transaction id, and what the caller calls the work, if it said so. */
const StepEvent = z.object({ processData: TransactionId, correlationId: z.exactOptional(z.string()) })

const { DATA_BUCKET } = environment({ DATA_BUCKET: z.string() })
const data = s3ProcessData(new S3Client(awsClient), DATA_BUCKET)

/** Runs a step as a Lambda function of the state machine. Passes on only ids: the data stays in S3. */
export const onLambda = (step: Step) => async (event: unknown, context: Context) => {
  log.addContext(context)
  const parsed = StepEvent.safeParse(event)
  if (!parsed.success) throw new StepInputError(parsed.error.issues.map(({ message }) => message).join('; '))

  const { processData: transactionId, ...correlation } = parsed.data
  log.resetKeys()
  log.appendKeys({ transactionId, ...correlation })
  try {
    await step(data, transactionId, correlation)
    log.info(`added ${step.adds}`)
  } catch (error) {
    log.warn(`did not add ${step.adds}`, error as Error)
    throw error
  }
  return parsed.data
}
