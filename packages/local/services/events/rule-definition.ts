import type { Json, JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import { targetService } from './deliver.ts'
import { eventPattern } from './event-pattern.ts'
import { EventsError, invalidPattern, validation } from './events-error.ts'
import { Target } from './rule.ts'
import { schedule } from './schedule-expression.ts'

/** @throws EventsError InvalidEventPatternException */
export function checkedPattern(source: Json | undefined): JsonObject | undefined {
  if (source === undefined || source === '') return undefined
  const pattern = typeof source === 'string' ? parsed(source) : source
  eventPattern(pattern)
  return pattern as JsonObject
}

/** @throws EventsError ValidationException */
export function checkedSchedule(expression: string | undefined): string | undefined {
  if (expression === undefined || expression === '') return undefined
  schedule(expression)
  return expression
}

/** @throws EventsError ValidationException for what is no target, NotImplemented for one that events cannot go to here */
export function checkedTarget(source: unknown): Target {
  const target = Target.safeParse(source)
  if (!target.success) throw validation(z.prettifyError(target.error))
  if (targetService(target.data.Arn) === undefined)
    throw new EventsError('NotImplemented', `events to ${target.data.Arn} are not implemented in the local region`, 501)
  return target.data
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidPattern('not JSON')
  }
}
