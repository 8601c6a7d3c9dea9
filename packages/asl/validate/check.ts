import type { Json, JsonObject } from '../json.ts'
import { isExpression } from '../jsonata/expression.ts'
import { instantOf } from '../timestamp.ts'
import { checkExpressions } from './expression.ts'
import type { Place } from './place.ts'

/** Looks at a value and reports what is wrong with it. The messages are AWS's. */
export type Check = (value: Json, at: Place) => void

/** Accepts any value. */
export function anything(): void {}

export function text(value: Json, at: Place): void {
  if (typeof value !== 'string') at.malformed('Expected value of type [STRING]')
}

export function flag(value: Json, at: Place): void {
  if (typeof value !== 'boolean') at.malformed('Expected value of type [BOOLEAN]')
}

/** A whole number within bounds; in a JSONata state also an expression. */
export function integer({ min, max }: { min?: number; max?: number } = {}): Check {
  return number('Integer', Number.isInteger, min, max)
}

export function decimal({ min, max }: { min?: number; max?: number } = {}): Check {
  return number('Float', () => true, min, max)
}

function number(type: string, fits: (value: number) => boolean, min = -Infinity, max = Infinity): Check {
  return (value, at) => {
    if (isComputed(value, at)) return checkExpressions(value, at)
    if (typeof value !== 'number' || !fits(value)) return at.malformed(`Expected value of type ${type}`)
    if (value < min) at.malformed(`Minimum value is ${min}`)
    if (value > max) at.malformed(`Maximum value is ${max}`)
  }
}

/** A string; in a JSONata state it may be an expression. */
export function computedText(value: Json, at: Place): void {
  if (isComputed(value, at)) checkExpressions(value, at)
  else text(value, at)
}

export function timestamp(value: Json, at: Place): void {
  if (isComputed(value, at)) checkExpressions(value, at)
  else if (typeof value !== 'string') text(value, at)
  else if (instantOf(value) === undefined) at.malformed('String does not match RFC3339 timestamp')
}

/** Whether the value is a JSONata state's expression, whose result is not known yet. */
export function isComputed(value: Json, at: Place): value is string {
  return typeof value === 'string' && at.scope.language === 'JSONata' && isExpression(value)
}

export function oneOf(...allowed: string[]): Check {
  return (value, at) => {
    if (typeof value !== 'string') text(value, at)
    else if (!allowed.includes(value)) at.malformed(`Value should be one of the following: [${allowed.join(', ')}]`)
  }
}

export function list(item: Check): Check {
  return (value, at) => {
    if (Array.isArray(value)) for (const [i, each] of value.entries()) item(each, at.item(i))
    else at.malformed('Expected value of type [ARRAY]')
  }
}

export function filled(check: Check): Check {
  return (value, at) => {
    if (Array.isArray(value) && value.length === 0) at.malformed('Value cannot be empty')
    else check(value, at)
  }
}

export type Fields = { [name: string]: Check }

export type Shape = {
  fields: Fields
  required?: string[]
  /** Groups of which exactly one field must be there. */
  exactlyOne?: string[][]
  /** Groups of which at most one field may be there. */
  atMostOne?: string[][]
}

/** An object with these fields and no others. */
export function object(shape: Shape): Check {
  return (value, at) => {
    if (!isObject(value)) return at.malformed('Expected value of type [OBJECT]')
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(shape.fields, name)) at.malformed(`Field '${name}' is not supported`)
    }
    checkFields(value, shape, at)
  }
}

/** The fields of an object that are known, whatever others there are. */
export function checkFields(value: JsonObject, shape: Shape, at: Place): void {
  const missing = (shape.required ?? []).filter((name) => !Object.hasOwn(value, name))
  if (missing.length > 0) at.malformed(`These fields are required: [${missing.join(', ')}]`)
  for (const group of shape.exactlyOne ?? []) {
    if (!group.some((name) => Object.hasOwn(value, name))) {
      at.malformed(`This object should have only one of the following fields: [${group.join(', ')}]`)
    }
  }
  for (const group of [...(shape.exactlyOne ?? []), ...(shape.atMostOne ?? [])]) {
    if (group.filter((name) => Object.hasOwn(value, name)).length > 1) {
      at.malformed(`There should only be one of the following fields: [${group.join(', ')}]`)
    }
  }
  for (const [name, item] of Object.entries(value)) shape.fields[name]?.(item, at.child(name))
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
