import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EpochMs } from '../../clock/clock.ts'

/** Where EventBridge sends an event, and how. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html */
export const Target = z.strictObject({
  Id: z.string().min(1).max(64),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.coerce.number().int().min(0).max(185).default(185),
      MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(86_400).default(86_400),
    })
    .default({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
})
export type Target = z.infer<typeof Target>

/** A rule of an event bus: which events it matches, or when it fires, and the targets that get the event. */
export type Rule = {
  name: string
  bus: string
  arn: string
  description?: string | undefined
  pattern?: JsonObject | undefined
  schedule?: string | undefined
  state: 'ENABLED' | 'DISABLED'
  roleArn?: string | undefined
  targets: Target[]
  /** From when a rate counts: the last time it fired, at first when it was made or enabled. */
  anchor: EpochMs
}

export const defaultBus = 'default'

/** Rules of the default bus have no bus in their ARN. */
export function ruleArn(prefix: string, bus: string, name: string): string {
  return `${prefix}rule/${bus === defaultBus ? '' : `${bus}/`}${name}`
}
