import { Readable } from 'node:stream'
import * as z from 'zod/mini'
import { PartUnreadable, S3DataPreconditionError, StepOutputError } from './process/errors.ts'
import { AnyJson, type Json } from './process/json.ts'
import type { ProcessData } from './process/process-data.ts'
import type { Correlation } from './process/start-process.ts'
import type { TransactionId } from './process/transaction-id.ts'
import './runtime/zod-config.ts'

/** The part that a step adds, by its name, and the schema of its JSON: `{ 'check-output': CheckOutput }`. */
type Part = { readonly [name: string]: z.core.$ZodType }

/** What a step tells the state machine: fields of the part that it has added. */
export type Decision = { [field: string]: Json }

/** One step of a process: reads the parts it needs and adds one. Running it again changes nothing. */
export type Step<Adds extends Part = Part> = {
  needs: z.core.$ZodObject
  /** What a later step puts into its needs: `needs: z.object(check.adds)`. */
  adds: Adds
  decides: readonly string[]
  /** Resolves to the decision of a step that decides: that of the attempt whose part stands. */
  (data: ProcessData, transactionId: TransactionId, correlation?: Correlation): Promise<Decision | undefined>
}

/** Whoever adds a part by its name alone says nothing of its JSON. */
type PartOf<Adds> = Adds extends Part ? Adds : { [name in Adds & string]: typeof AnyJson }

/** The schema of the part. */
type SchemaOf<Adds> = PartOf<Adds>[keyof PartOf<Adds>] & z.core.$ZodType

/** `data` is for parts larger than memory, which the step opens itself; `correlation` is for executions that it starts. */
type StepContext = { transactionId: TransactionId; data: ProcessData; correlation: Correlation }

/** Without a schema, a step may return a stream of JSON that is larger than memory. */
type Run<Needs extends z.core.$ZodObject, Adds> = Adds extends Part
  ? Make<Needs, z.input<SchemaOf<Adds>>>
  : Make<Needs, Json | Readable>
type Make<Needs, Added> = (parts: z.infer<Needs>, context: StepContext) => Added | Promise<Added>

/** A decision travels through the state machine, which is for ids: as JSON it has at most so many bytes. */
const decisionBytes = 1024

/**
 * Makes a step. `needs` is the read predicate: its keys are the parts to read, its schemas what they must be. `run` gets
 * these parts, and what it returns is stored as the part `adds`, once it satisfies the schema there. `decides` names fields of
 * that part which the state machine gets to see, for a Choice.
 * @throws S3DataPreconditionError when the step runs and a part is missing or does not satisfy its schema
 * @throws StepOutputError when `run` returned something other than `adds` says, or the decision is too large; nothing is written
 */
export function step<Needs extends z.core.$ZodObject, Adds extends string | Part>(definition: {
  needs: Needs
  adds: Adds
  decides?: readonly (keyof z.output<SchemaOf<Adds>> & string)[]
  run: Run<Needs, Adds>
}): Step<PartOf<Adds>> {
  const { needs, run, decides = [] } = definition
  const adds: Part = typeof definition.adds === 'string' ? { [definition.adds]: AnyJson } : definition.adds
  const [[part, schema] = [], more] = Object.entries(adds)
  if (part === undefined || schema === undefined || more)
    throw new TypeError(`a step adds one part, not ${Object.keys(adds).join(' and ') || 'none'}`)

  const decision = (value: unknown): Decision | undefined => {
    if (decides.length === 0) return undefined
    const decided = Object.fromEntries(
      Object.entries(value as Decision).filter(([field]) => decides.some((name) => name === field)),
    )
    const bytes = Buffer.byteLength(JSON.stringify(decided))
    if (bytes > decisionBytes)
      throw new StepOutputError(`${part} decides by ${bytes} bytes, and ${decisionBytes} may travel: leave data to S3`)
    return decided
  }

  const stepOf = async (data: ProcessData, transactionId: TransactionId, correlation: Correlation = {}) => {
    const parts = await satisfied(needs, data, transactionId)
    const added: unknown = await run(parts, { transactionId, data, correlation })
    if (added instanceof Readable) {
      await data.addStream(transactionId, part, added)
      return undefined
    }
    const value = checked(part, schema, added)
    const decided = decision(value)
    const first = await data.add(transactionId, part, value)
    if (first || !decided) return decided
    // Another attempt was first. What it has written stands, and so does what it decided.
    return decision((await satisfied(z.object(adds), data, transactionId))[part])
  }
  return Object.assign(stepOf, { needs, adds: adds as PartOf<Adds> & Part, decides })
}

/** The parts that are named, each as its schema has it. @throws S3DataPreconditionError */
async function satisfied<Needs extends z.core.$ZodObject>(
  needs: Needs,
  data: ProcessData,
  transactionId: TransactionId,
): Promise<z.infer<Needs>> {
  const read = await Promise.all(
    Object.keys(needs._zod.def.shape).map(async (part) => [part, await data.part(transactionId, part)] as const),
  ).catch((error) => {
    throw error instanceof PartUnreadable
      ? new S3DataPreconditionError(transactionId, error.message, { cause: error })
      : error
  })
  const parts = z.safeParse(needs, Object.fromEntries(read.filter(([, value]) => value !== undefined)))
  if (parts.success) return parts.data
  const missing = read.filter(([, value]) => value === undefined).map(([part]) => part)
  throw new S3DataPreconditionError(transactionId, reasons(parts.error, missing))
}

/** The JSON of what a step returned, which is what is stored and what later steps read. @throws StepOutputError */
function checked(part: string, schema: z.core.$ZodType, added: unknown): Json {
  const json = schema === AnyJson ? added : JSON.stringify(added)
  if (json === undefined) throw new StepOutputError(`run returned nothing that could be stored as ${part}`)
  if (schema === AnyJson) return json as Json
  const value: Json = JSON.parse(String(json))
  const parsed = z.safeParse(z.object({ [part]: schema }), { [part]: value })
  const wrong = parsed.success ? unknownFields(part, schema, value) : reasons(parsed.error)
  if (wrong) throw new StepOutputError(`run did not return what it adds: ${wrong}`)
  return value
}

/** A field that need not be there may be misspelt, too. What a `z.looseObject` has besides is meant. */
function unknownFields(part: string, schema: z.core.$ZodType, value: Json): string {
  // Not by class: the classes of all kinds would get into every function.
  const { type, shape, catchall } = schema._zod.def as Partial<z.core.$ZodObjectDef>
  if (type !== 'object' || !shape || catchall) return ''
  const known = Object.keys(shape)
  const unknown = Object.keys(value as object).filter((field) => !known.includes(field))
  return unknown.map((field) => `${part}.${field} is not in its schema`).join('; ')
}

const reasons = (error: z.core.$ZodError, missing: string[] = []) => {
  const wrong = error.issues.filter(({ path }) => !missing.includes(String(path[0])))
  return [
    ...missing.map((part) => `${part} is missing`),
    ...wrong.map(({ path, message }) => `${path.join('.')}: ${message}`),
  ].join('; ')
}
