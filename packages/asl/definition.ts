import * as z from 'zod'
import type { Json, JsonObject } from './json.ts'

export type QueryLanguage = 'JSONPath' | 'JSONata'

const json: z.ZodType<Json> = z.json()
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json)
const language = z.enum(['JSONPath', 'JSONata'])
/** A JSONata state may compute what a JSONPath state must write as a number. */
const numberOrExpression = z.union([z.number(), z.string()])
const path = z.string().nullable()

const common = {
  Comment: z.string().optional(),
  QueryLanguage: language.optional(),
  Next: z.string().optional(),
  End: z.boolean().optional(),
  InputPath: path.optional(),
  OutputPath: path.optional(),
  Assign: jsonObject.optional(),
  Output: json.optional(),
}
/** States that produce a result of their own. */
const withResult = { Parameters: json.optional(), ResultSelector: json.optional(), ResultPath: path.optional() }

const Retrier = z.object({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number().default(1),
  MaxAttempts: z.number().default(3),
  BackoffRate: z.number().default(2),
  MaxDelaySeconds: z.number().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
})

const Catcher = z.object({
  ErrorEquals: z.array(z.string()),
  Next: z.string(),
  ResultPath: path.optional(),
  Assign: jsonObject.optional(),
  Output: json.optional(),
})

/** States that can fail and carry on. */
const withFailure = { Retry: z.array(Retrier).default([]), Catch: z.array(Catcher).default([]) }

const Task = z.object({
  ...common,
  ...withResult,
  ...withFailure,
  Type: z.literal('Task'),
  Resource: z.string(),
  Arguments: json.optional(),
  TimeoutSeconds: numberOrExpression.optional(),
  TimeoutSecondsPath: z.string().optional(),
  HeartbeatSeconds: numberOrExpression.optional(),
  HeartbeatSecondsPath: z.string().optional(),
  Credentials: jsonObject.optional(),
})

const Pass = z.object({ ...common, ...withResult, Type: z.literal('Pass'), Result: json.optional() })

/** A rule of a JSONPath state keeps its comparators as they are; a rule of a JSONata state has `Condition`. */
const ChoiceRule = z
  .object({
    Next: z.string(),
    Condition: z.union([z.string(), z.boolean()]).optional(),
    Assign: jsonObject.optional(),
    Output: json.optional(),
  })
  .catchall(json)

const Choice = z.object({
  ...common,
  Type: z.literal('Choice'),
  Choices: z.array(ChoiceRule),
  Default: z.string().optional(),
})

const Wait = z.object({
  ...common,
  Type: z.literal('Wait'),
  Seconds: numberOrExpression.optional(),
  SecondsPath: z.string().optional(),
  Timestamp: z.string().optional(),
  TimestampPath: z.string().optional(),
})

const Succeed = z.object({ ...common, Type: z.literal('Succeed') })

const Fail = z.object({
  ...common,
  Type: z.literal('Fail'),
  Error: z.string().optional(),
  ErrorPath: z.string().optional(),
  Cause: z.string().optional(),
  CausePath: z.string().optional(),
})

const Parallel = z.object({
  ...common,
  ...withResult,
  ...withFailure,
  Type: z.literal('Parallel'),
  Arguments: json.optional(),
  get Branches() {
    return z.array(Machine)
  },
})

const ItemReader = z.object({
  Resource: z.string(),
  ReaderConfig: z
    .object({
      InputType: z.enum(['JSON', 'JSONL', 'CSV', 'MANIFEST', 'PARQUET']).optional(),
      Transformation: z.string().optional(),
      CSVHeaderLocation: z.enum(['FIRST_ROW', 'GIVEN']).optional(),
      CSVHeaders: z.union([z.array(z.string()), z.string()]).optional(),
      CSVDelimiter: z.enum(['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']).optional(),
      ItemsPointer: z.string().optional(),
      MaxItems: numberOrExpression.optional(),
      MaxItemsPath: z.string().optional(),
      ManifestType: z.string().optional(),
    })
    .optional(),
  Parameters: json.optional(),
  Arguments: json.optional(),
})

const ItemBatcher = z.object({
  MaxItemsPerBatch: numberOrExpression.optional(),
  MaxItemsPerBatchPath: z.string().optional(),
  MaxInputBytesPerBatch: numberOrExpression.optional(),
  MaxInputBytesPerBatchPath: z.string().optional(),
  BatchInput: json.optional(),
})

const ResultWriter = z.object({
  Resource: z.string().optional(),
  Parameters: json.optional(),
  Arguments: json.optional(),
  WriterConfig: z.object({ Transformation: z.string().optional(), OutputType: z.string().optional() }).optional(),
})

const MapStateSchema = z.object({
  ...common,
  ...withResult,
  ...withFailure,
  Type: z.literal('Map'),
  Items: json.optional(),
  ItemsPath: z.string().optional(),
  ItemSelector: json.optional(),
  MaxConcurrency: numberOrExpression.optional(),
  MaxConcurrencyPath: z.string().optional(),
  ToleratedFailureCount: numberOrExpression.optional(),
  ToleratedFailureCountPath: z.string().optional(),
  ToleratedFailurePercentage: numberOrExpression.optional(),
  ToleratedFailurePercentagePath: z.string().optional(),
  ItemReader: ItemReader.optional(),
  ItemBatcher: ItemBatcher.optional(),
  ResultWriter: ResultWriter.optional(),
  Label: z.string().optional(),
  get ItemProcessor() {
    return Machine.optional()
  },
  get Iterator() {
    return Machine.optional()
  },
})

const State = z.discriminatedUnion('Type', [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, MapStateSchema])

const ProcessorConfig = z.object({
  Mode: z.enum(['INLINE', 'DISTRIBUTED']).optional(),
  ExecutionType: z.enum(['STANDARD', 'EXPRESS']).optional(),
})

const Machine = z.object({
  Comment: z.string().optional(),
  StartAt: z.string(),
  QueryLanguage: language.optional(),
  TimeoutSeconds: z.number().optional(),
  ProcessorConfig: ProcessorConfig.optional(),
  get States(): z.ZodRecord<z.ZodString, typeof State> {
    return z.record(z.string(), State)
  },
})

export type Machine = z.infer<typeof Machine>
export type State = z.infer<typeof State>
type OfType<T extends State['Type']> = Extract<State, { Type: T }>
export type TaskState = OfType<'Task'>
export type PassState = OfType<'Pass'>
export type ChoiceState = OfType<'Choice'>
export type WaitState = OfType<'Wait'>
export type SucceedState = OfType<'Succeed'>
export type FailState = OfType<'Fail'>
export type ParallelState = OfType<'Parallel'>
export type MapState = OfType<'Map'>
export type Retrier = z.infer<typeof Retrier>
export type Catcher = z.infer<typeof Catcher>

/**
 * A definition in Amazon States Language, typed, with the machine's query language filled in where a state has none of its own
 * and `Iterator` renamed to `ItemProcessor`. Says nothing about whether AWS would accept it: see validate/.
 * @throws z.ZodError when it cannot be run at all
 */
export function parseMachine(definition: unknown): Machine {
  return settle(Machine.parse(definition), 'JSONPath')
}

function settle(machine: Machine, inherited: QueryLanguage): Machine {
  const language = machine.QueryLanguage ?? inherited
  for (const state of Object.values(machine.States)) {
    state.QueryLanguage ??= language
    if (state.Type === 'Parallel') for (const branch of state.Branches) settle(branch, language)
    if (state.Type === 'Map') state.ItemProcessor = settle(processor(state), language)
  }
  return machine
}

/** What a Map state does with each item. */
export function processor(state: MapState): Machine {
  const machine = state.ItemProcessor ?? state.Iterator
  if (!machine) throw new Error('a Map state needs an ItemProcessor')
  return machine
}
