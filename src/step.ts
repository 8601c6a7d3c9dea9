import { Readable } from 'node:stream'
import * as z from 'zod/mini'
import { PartUnreadable, S3DataPreconditionError } from './process/errors.ts'
import type { Json } from './process/json.ts'
import type { ProcessData } from './process/process-data.ts'
import type { Correlation } from './process/start-process.ts'
import type { TransactionId } from './process/transaction-id.ts'
import './runtime/zod-config.ts'

/** One step of a process: reads the parts it needs and adds one. Running it again changes nothing. */
export type Step = {
  adds: string
  (data: ProcessData, transactionId: TransactionId, correlation?: Correlation): Promise<void>
}

/** What a step adds: a JSON value, or a stream of JSON that may be larger than memory. */
type Added = Json | Readable

/** `data` is for parts larger than memory, which the step opens itself; `correlation` is for executions that it starts. */
type StepContext = { transactionId: TransactionId; data: ProcessData; correlation: Correlation }

/**
 * Makes a step. `needs` is the read predicate: its keys are the parts to read, its schemas what they must be. `run` gets
 * these parts, and what it returns is stored as the part `adds`.
 * @throws S3DataPreconditionError when the step runs and a part is missing or does not satisfy its schema
 */
export function step<Needs extends z.core.$ZodObject>(definition: {
  needs: Needs
  adds: string
  run: (parts: z.infer<Needs>, context: StepContext) => Added | Promise<Added>
}): Step {
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
