import * as z from 'zod'
import type { Resource } from '../../../cloudformation/stack.ts'
import { type EventPattern, eventPattern } from '../../events/event-pattern.ts'

/** Where records come from: `queue` is SQS, `stream` DynamoDB Streams. Others are not here. */
export type Source = 'queue' | 'stream' | undefined

/** What the template says about an event source mapping. */
export type Mapping = {
  id: string
  functionArn: string
  sourceArn: string
  source: Source
  enabled: boolean
  batchSize: number
  /** So long it waits for a batch to fill. */
  windowMs: number
  /** The function may answer which of a batch failed. */
  reportsFailures: boolean
  /** Which records the function gets: those that fit one of these. None: all. */
  filters: readonly EventPattern[]
  /** Batches of a queue at the same time. */
  concurrency: number
  from: 'TRIM_HORIZON' | 'LATEST'
  /** -1 tries until the records are too old. */
  maximumRetryAttempts: number
  maximumAgeMs: number
  bisects: boolean
}

const Properties = z.looseObject({
  FunctionName: z.string(),
  EventSourceArn: z.string().default(''),
  Enabled: z.coerce.boolean().default(true),
  BatchSize: z.coerce.number().optional(),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z
    .looseObject({ Filters: z.array(z.looseObject({ Pattern: z.string().optional() })).default([]) })
    .default({ Filters: [] }),
  ScalingConfig: z.looseObject({ MaximumConcurrency: z.coerce.number().optional() }).default({}),
  StartingPosition: z.string().optional(),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  BisectBatchOnFunctionError: z.coerce.boolean().default(false),
})

/** So many at once where the template does not say; AWS begins with five and goes up to a thousand. */
const defaultConcurrency = 5
/** DynamoDB keeps records so long. */
const dayMs = 86_400_000

/**
 * Reads an `AWS::Lambda::EventSourceMapping`.
 * @throws ZodError, EventsError InvalidEventPatternException
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export function mappingOf({ logicalId, properties }: Resource): Mapping {
  const given = Properties.parse(properties)
  const source = sourceOf(given.EventSourceArn)
  return {
    id: logicalId,
    functionArn: given.FunctionName,
    sourceArn: given.EventSourceArn,
    source,
    enabled: given.Enabled,
    batchSize: given.BatchSize ?? (source === 'queue' ? 10 : 100),
    windowMs: given.MaximumBatchingWindowInSeconds * 1000,
    reportsFailures: given.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    filters: given.FilterCriteria.Filters.flatMap(({ Pattern }) =>
      Pattern === undefined ? [] : [eventPattern(JSON.parse(Pattern))],
    ),
    concurrency: given.ScalingConfig.MaximumConcurrency ?? defaultConcurrency,
    from: given.StartingPosition === 'LATEST' ? 'LATEST' : 'TRIM_HORIZON',
    maximumRetryAttempts: given.MaximumRetryAttempts,
    maximumAgeMs: given.MaximumRecordAgeInSeconds < 0 ? dayMs : given.MaximumRecordAgeInSeconds * 1000,
    bisects: given.BisectBatchOnFunctionError,
  }
}

function sourceOf(arn: string): Source {
  if (/^arn:[\w-]+:sqs:/.test(arn)) return 'queue'
  return /^arn:[\w-]+:dynamodb:.*\/stream\//.test(arn) ? 'stream' : undefined
}

/** Properties that change what is delivered, and are not carried out. */
export const notCarriedOutHere = [
  'DestinationConfig',
  'ParallelizationFactor',
  'ProvisionedPollerConfig',
  'TumblingWindowInSeconds',
]
