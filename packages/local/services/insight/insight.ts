import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EpochMs } from '../../clock/clock.ts'
import { AwsJsonError } from '../../endpoint/aws-json.ts'
import type { StoredRule } from '../events/events-store.ts'
import type { FunctionConfiguration } from '../lambda/function-configuration.ts'
import type { S3Store } from '../s3/store/s3-store.ts'
import type { SqsStore } from '../sqs/fauxqs.ts'
import type { Watched } from './watched.ts'

/** What the operations look at. */
export type Insight = Watched & {
  functions(): readonly FunctionConfiguration[]
  queues: SqsStore
  objects: S3Store
  rules(): readonly StoredRule[]
  /** Asks DynamoDB, as the developer. @throws AwsJsonError */
  dynamoDb(operation: string, input: JsonObject): Promise<JsonObject>
  timers: {
    nextTimer(executionArn: string): EpochMs | undefined
    skipToNextTimer(executionArn: string): EpochMs | undefined
  }
}

/** One operation: the request in, the answer out. @throws AwsJsonError */
export type InsightOperation = (input: JsonObject, insight: Insight) => unknown

/** The request of an operation. @throws AwsJsonError ValidationException */
export function inputOf<T>(schema: z.ZodType<T>, input: JsonObject): T {
  const { success, data, error } = schema.safeParse(input)
  if (success) return data
  throw new AwsJsonError(400, { __type: 'ValidationException', message: z.prettifyError(error) })
}

/** @throws AwsJsonError ResourceNotFoundException */
export function found<T>(thing: T | undefined, name: string): T {
  if (thing !== undefined) return thing
  throw new AwsJsonError(400, { __type: 'ResourceNotFoundException', message: `there is no ${name}` })
}
