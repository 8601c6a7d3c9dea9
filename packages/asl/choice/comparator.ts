import type { Json } from '../json.ts'
import { instantOf } from '../timestamp.ts'
import { matchesPattern } from './string-matches.ts'

/** Compares the variable's value with the operand; a value of another type than the comparator's is never equal, less or more. */
type Comparator = (value: Json, operand: Json) => boolean

type Ordered = string | number | bigint

const RELATIONS: { [name: string]: (a: Ordered, b: Ordered) => boolean } = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
}

/** How each family reads a value; undefined means another type. */
const FAMILIES: { [name: string]: (value: Json) => Ordered | undefined } = {
  String: (value) => (typeof value === 'string' ? value : undefined),
  Numeric: (value) => (typeof value === 'number' ? value : undefined),
  Timestamp: (value) => (typeof value === 'string' ? instantOf(value) : undefined),
}

const TYPES: { [name: string]: (value: Json) => boolean } = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && instantOf(value) !== undefined,
}

/**
 * The comparators of a choice rule by name, but for `IsPresent`, which looks at the path and not at a value. Those that compare
 * two values exist again with `Path` at the end of the name, for an operand that is itself in the data.
 * @see https://states-language.net/#choice-state
 */
export const COMPARATORS: ReadonlyMap<string, Comparator> = new Map<string, Comparator>([
  ...Object.entries(FAMILIES).flatMap(([family, read]) =>
    Object.entries(RELATIONS).map(([relation, holds]): [string, Comparator] => [
      `${family}${relation}`,
      (value, operand) => {
        const left = read(value)
        const right = read(operand)
        return left !== undefined && right !== undefined && holds(left, right)
      },
    ]),
  ),
  ['BooleanEquals', (value, operand) => typeof value === 'boolean' && value === operand],
  [
    'StringMatches',
    (value, operand) => typeof value === 'string' && typeof operand === 'string' && matchesPattern(value, operand),
  ],
  ...Object.entries(TYPES).map(([name, holds]): [string, Comparator] => [
    name,
    (value, operand) => holds(value) === operand,
  ]),
])

/** Whether the comparator also comes with `Path` at the end of its name. */
export function hasPathVariant(name: string): boolean {
  return COMPARATORS.has(name) && !name.startsWith('Is') && name !== 'StringMatches'
}
