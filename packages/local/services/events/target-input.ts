import { findPath, type Json } from '@sfs3/asl'
import type { AwsEvent } from './aws-event.ts'
import type { Rule, Target } from './rule.ts'

/**
 * The text that a target gets: the event, a constant, a part of the event, or a template with parts filled in.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(event: AwsEvent, rule: Pick<Rule, 'arn' | 'name'>, target: Target): string {
  if (target.Input !== undefined) return target.Input
  if (target.InputPath !== undefined) return JSON.stringify(at(target.InputPath, event) ?? null)
  if (target.InputTransformer !== undefined) return transform(event, rule, target.InputTransformer)
  return JSON.stringify(event)
}

function transform(
  event: AwsEvent,
  rule: Pick<Rule, 'arn' | 'name'>,
  { InputPathsMap, InputTemplate }: NonNullable<Target['InputTransformer']>,
): string {
  const found = Object.entries(InputPathsMap).map(([name, path]) => [name, at(path, event)] as const)
  const values = new Map<string, Json | undefined>([
    ...found,
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', event.time],
    ['aws.events.event', event],
    ['aws.events.event.json', event],
  ])
  let inText = false
  return InputTemplate.replace(/\\.|"|<([^<>\s]+)>/gs, (part, name: string | undefined) => {
    if (part === '"') inText = !inText
    if (name === undefined || !values.has(name)) return part
    return inText ? insideText(values.get(name)) : asJson(values.get(name))
  })
}

/** Between quotation marks only the text itself is filled in; what is missing is nothing. */
function insideText(value: Json | undefined): string {
  if (value === undefined) return ''
  return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1)
}

const asJson = (value: Json | undefined): string => (value === undefined ? '""' : JSON.stringify(value))

const at = (path: string, event: AwsEvent): Json | undefined =>
  findPath(path, { data: event, context: {}, variables: {}, random: () => 0, now: 0 })
