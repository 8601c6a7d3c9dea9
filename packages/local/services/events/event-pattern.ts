import type { Json, JsonObject } from '@sfs3/asl'
import { invalidPattern } from './events-error.ts'
import { type Matcher, matcherOf } from './pattern-matchers.ts'

/** Whether an event, or a part of one, fits. */
export type EventPattern = (part: Json) => boolean

/**
 * Reads an event pattern: every key has to fit, of a key's list one matcher.
 * @throws EventsError InvalidEventPatternException
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function eventPattern(source: Json): EventPattern {
  return nestedPattern(source, 0)
}

/** Deeper than events can be. */
const deepest = 1000

function nestedPattern(source: Json, depth: number): EventPattern {
  if (depth > deepest) throw invalidPattern('Filter is nested too deep')
  if (!isObject(source)) throw invalidPattern('Filter is not an object')
  const keys = Object.entries(source)
  if (keys.length === 0) throw invalidPattern('Empty objects are not allowed')
  const patterns = keys.map(([key, value]) => (key === '$or' ? anyOf(value, depth) : atKey(key, value, depth)))
  return (part) => patterns.every((fits) => fits(part))
}

function anyOf(alternatives: Json, depth: number): EventPattern {
  if (!Array.isArray(alternatives) || alternatives.length < 2)
    throw invalidPattern('$or must be an array of two or more')
  const patterns = alternatives.map((one) => nestedPattern(one, depth + 1))
  return (part) => patterns.some((fits) => fits(part))
}

function atKey(key: string, value: Json, depth: number): EventPattern {
  if (Array.isArray(value)) {
    if (value.length === 0) throw invalidPattern('Empty arrays are not allowed')
    const matchers = value.map(matcherOf)
    return (part) => leafFits(matchers, isObject(part) ? part[key] : undefined)
  }
  const inner = nestedPattern(value, depth + 1)
  return (part) => {
    const child = isObject(part) ? part[key] : undefined
    return Array.isArray(child) ? child.some(inner) : inner(child ?? null)
  }
}

/** A list in the event fits when one of its elements does. */
function leafFits(matchers: Matcher[], value: Json | undefined): boolean {
  const values = value === undefined ? [] : flattened(value)
  return matchers.some((fits) => fits(values))
}

const flattened = (value: Json): Json[] => (Array.isArray(value) ? value.flatMap(flattened) : [value])

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
