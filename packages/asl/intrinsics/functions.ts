import { createHash } from 'node:crypto'
import { javaText } from '../java-text.ts'
import type { Json, JsonObject } from '../json.ts'
import { JavaRandom } from '../random/java-random.ts'
import { randomUuid } from '../random/random-uuid.ts'
import { distinctInJavaOrder } from './java-hash-set.ts'

/** An intrinsic function was given what it cannot take. */
export class InvalidArguments extends Error {
  override readonly name = 'InvalidArguments'
}

export function invalidArguments(name: string): InvalidArguments {
  return new InvalidArguments(`Invalid arguments in ${name}`)
}

export type FunctionName = keyof typeof FUNCTIONS

/** Turns the arguments into the result; what it returns `undefined` for are arguments that AWS refuses. */
type Intrinsic = (values: Json[], random: () => number) => Json | undefined

/** AWS's limit for the functions that encode, decode and hash. */
const LONGEST_TEXT = 10_000
const LONGEST_RANGE = 1_000

/**
 * The intrinsic functions, but for `States.Format`, which sees its template unparsed. Where the documentation and AWS differ,
 * this is what AWS does: whole numbers are cut off, not rounded (except in MathAdd), values are compared and hashed by their
 * Java text, and the order of unique values is that of a Java HashSet.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
const INTRINSICS = {
  'States.Array': (values) => values,
  'States.ArrayPartition': (values) => {
    const [list, size] = exactly(2, values)
    const chunk = whole(size)
    if (!Array.isArray(list) || chunk === undefined || chunk < 1) return undefined
    return Array.from({ length: Math.ceil(list.length / chunk) }, (_, i) => list.slice(i * chunk, (i + 1) * chunk))
  },
  'States.ArrayContains': (values) => {
    const [list, wanted] = exactly(2, values)
    if (!Array.isArray(list) || wanted === undefined) return undefined
    return list.some((item) => javaText(item) === javaText(wanted))
  },
  'States.ArrayRange': (values) => {
    const [start, end, step] = exactly(3, values).map(whole)
    if (start === undefined || end === undefined || !step) return undefined
    const length = Math.max(0, Math.floor((end - start) / step) + 1)
    return length > LONGEST_RANGE ? undefined : Array.from({ length }, (_, i) => start + i * step)
  },
  'States.ArrayGetItem': (values) => {
    const [list, position] = exactly(2, values)
    const index = whole(position)
    if (!Array.isArray(list) || index === undefined) return undefined
    return list.length === 0 ? null : list[index]
  },
  'States.ArrayLength': (values) => {
    const [list] = exactly(1, values)
    return Array.isArray(list) ? list.length : undefined
  },
  'States.ArrayUnique': (values) => {
    const [list] = exactly(1, values)
    return Array.isArray(list) ? distinctInJavaOrder(list) : undefined
  },
  'States.Base64Encode': (values) => {
    const [text] = exactly(1, values)
    return isShortText(text) ? Buffer.from(text, 'utf8').toString('base64') : undefined
  },
  'States.Base64Decode': (values) => {
    const [text] = exactly(1, values)
    return isShortText(text) ? Buffer.from(text, 'base64').toString('utf8') : undefined
  },
  'States.Hash': (values) => {
    const [data, algorithm] = exactly(2, values)
    if (data === undefined || typeof algorithm !== 'string') return undefined
    return hash(javaText(data), algorithm)
  },
  'States.JsonMerge': (values) => {
    const [left, right, deep] = exactly(3, values)
    return isObject(left) && isObject(right) && deep !== true ? { ...left, ...right } : undefined
  },
  'States.StringToJson': (values) => {
    const [text] = exactly(1, values)
    return typeof text === 'string' ? parseJson(text) : undefined
  },
  'States.JsonToString': (values) => {
    const [value] = exactly(1, values)
    return value === undefined ? undefined : JSON.stringify(value)
  },
  'States.MathRandom': (values, random) => {
    const [start, end, seed] = values.map(whole)
    if (values.length < 2 || values.length > 3 || start === undefined || end === undefined) return undefined
    if (start >= end || asInt(end - start) === undefined) return undefined
    if (values.length === 2) return start + Math.floor(random() * (end - start))
    return seed === undefined ? undefined : start + new JavaRandom(seed).nextInt(end - start)
  },
  'States.MathAdd': (values) => {
    const [a, b] = exactly(2, values).map(rounded)
    return a === undefined || b === undefined ? undefined : asInt(a + b)
  },
  'States.StringSplit': (values) => {
    const [text, separators] = exactly(2, values)
    if (typeof text !== 'string' || typeof separators !== 'string') return undefined
    return splitAtAny(text, new Set(separators))
  },
  'States.UUID': (values, random) => (values.length === 0 ? randomUuid(random) : undefined),
  'States.Format': () => undefined,
} satisfies { [name: string]: Intrinsic }

export const FUNCTIONS = Object.fromEntries(
  Object.entries<Intrinsic>(INTRINSICS).map(([name, run]) => [name, checked(name, run)]),
) as { [name in keyof typeof INTRINSICS]: (values: Json[], random: () => number) => Json }

function checked(name: string, run: Intrinsic) {
  return (values: Json[], random: () => number): Json => {
    const result = run(values, random)
    if (result === undefined) throw invalidArguments(name)
    return result
  }
}

/** The values, or none of them when there are not as many as the function takes. */
function exactly(count: number, values: Json[]): (Json | undefined)[] {
  return values.length === count ? values : []
}

/** A number without its fraction, as Java's cast to int, or undefined when it is not one. */
function whole(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? asInt(Math.trunc(value)) : undefined
}

/** A number rounded half up. */
function rounded(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? asInt(Math.floor(value + 0.5)) : undefined
}

/** The number, unless it does not fit a 32-bit integer. Never negative zero, which JSON text would show. */
function asInt(value: number): number | undefined {
  return value >= -(2 ** 31) && value < 2 ** 31 ? value + 0 : undefined
}

function isShortText(value: Json | undefined): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const ALGORITHMS = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
])

/** The digest in hexadecimal, or undefined when the algorithm is not one of AWS's or the text is too long. */
export function hash(text: string, algorithm: string): string | undefined {
  const known = ALGORITHMS.get(algorithm)
  if (known === undefined || text.length > LONGEST_TEXT) return undefined
  return createHash(known).update(text, 'utf8').digest('hex')
}

/** Blank text is null, as for Jackson, AWS's JSON parser. */
function parseJson(text: string): Json | undefined {
  if (text.trim() === '') return null
  try {
    const value: Json = JSON.parse(text)
    return value === 0 ? 0 : value
  } catch {
    return undefined
  }
}

/** The parts between separators; empty parts are dropped. */
function splitAtAny(text: string, separators: Set<string>): string[] {
  const parts = ['']
  for (const character of text) {
    if (separators.has(character)) parts.push('')
    else parts.push((parts.pop() ?? '') + character)
  }
  return parts.filter((part) => part !== '')
}
