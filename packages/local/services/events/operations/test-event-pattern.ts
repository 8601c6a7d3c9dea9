import type { Json, JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import { eventPattern } from '../event-pattern.ts'
import { validation } from '../events-error.ts'
import { checkedPattern } from '../rule-definition.ts'
import { inputOf } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
export function testEventPattern(input: JsonObject): JsonObject {
  const { EventPattern, Event } = inputOf(Input, input)
  return { Result: eventPattern(checkedPattern(EventPattern) ?? {})(parsed(Event)) }
}

const Input = z.looseObject({ EventPattern: z.string(), Event: z.string() })

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    throw validation('Parameter Event is not valid.')
  }
}
