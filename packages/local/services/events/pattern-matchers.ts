import { BlockList, isIP } from 'node:net'
import type { Json } from '@sfs3/asl'
import * as z from 'zod'
import { invalidPattern } from './events-error.ts'

/** Whether the values at a key of the event fit; none when the key is absent. */
export type Matcher = (values: Json[]) => boolean

/**
 * One element of a pattern's list: a value that has to be equal, or an object that says how to compare.
 * @throws EventsError InvalidEventPatternException
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matcherOf(source: Json): Matcher {
  if (typeof source !== 'object' || source === null) return some((value) => value === source)
  const [comparison, ...others] = Object.entries(source)
  if (Array.isArray(source) || !comparison || others.length > 0)
    throw invalidPattern('Only one key allowed in match expression')
  const [name, operand] = comparison
  if (name === 'exists') {
    const exists = operandOf(name, z.boolean(), operand)
    return (values) => values.length > 0 === exists
  }
  const compare = comparisons[name]
  if (!compare) throw invalidPattern(`Unrecognized match type ${name}`)
  return some(compare(operand))
}

const some =
  (fits: (value: Json) => boolean): Matcher =>
  (values) =>
    values.some(fits)

type Comparison = (operand: Json) => (value: Json) => boolean

/** A comparison of texts, of which the other kinds of values are none. */
const ofText =
  (name: string, fits: (value: string, operand: string) => boolean): Comparison =>
  (source) => {
    const ignoringCase = IgnoringCase.safeParse(source)
    const operand = ignoringCase.success ? ignoringCase.data['equals-ignore-case'] : operandOf(name, z.string(), source)
    const [left, right] = ignoringCase.success ? [lower, lower(operand)] : [same, operand]
    return (value) => typeof value === 'string' && fits(left(value), right)
  }

const IgnoringCase = z.strictObject({ 'equals-ignore-case': z.string() })
const lower = (text: string) => text.toLowerCase()
const same = (text: string) => text

const comparisons: Readonly<Record<string, Comparison>> = {
  prefix: ofText('prefix', (value, prefix) => value.startsWith(prefix)),
  suffix: ofText('suffix', (value, suffix) => value.endsWith(suffix)),
  'equals-ignore-case': ofText('equals-ignore-case', (value, other) => lower(value) === lower(other)),
  wildcard: ofText('wildcard', (value, wildcard) => wildcardExpression(wildcard).test(value)),
  'anything-but': anythingBut,
  numeric,
  cidr: (source) => {
    const [network = '', bits = ''] = operandOf('cidr', z.string(), source).split('/')
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4'
    if (isIP(network) === 0) throw invalidPattern(`Malformed CIDR ${network}`)
    const list = new BlockList()
    list.addSubnet(network, Number(bits), family)
    return (value) =>
      typeof value === 'string' && isIP(value) !== 0 && list.check(value, isIP(value) === 6 ? 'ipv6' : 'ipv4')
  },
}

/** Takes values, a list of them, or one of the comparisons of texts, whose operand may then be a list. */
function anythingBut(operand: Json): (value: Json) => boolean {
  if (typeof operand !== 'object' || operand === null) return (value) => value !== operand
  if (Array.isArray(operand)) return (value) => !operand.includes(value)
  const [comparison, ...others] = Object.entries(operand)
  const compare = comparison && comparisons[comparison[0]]
  if (!comparison || !compare || others.length > 0) throw invalidPattern('Unsupported anything-but pattern')
  const excluded = [comparison[1]].flat().map(compare)
  return (value) => !excluded.some((fits) => fits(value))
}

const bounds: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

/** `[">", 0, "<=", 5]` */
function numeric(operand: Json): (value: Json) => boolean {
  const parts = operandOf(
    'numeric',
    z
      .array(z.union([z.string(), z.number()]))
      .min(2)
      .max(4),
    operand,
  )
  const checks = Array.from({ length: parts.length / 2 }, (_, index) => {
    const check = bounds[String(parts[2 * index])]
    const bound = parts[2 * index + 1]
    if (!check || typeof bound !== 'number') throw invalidPattern(`Bad numeric range ${JSON.stringify(parts)}`)
    return (value: number) => check(value, bound)
  })
  return (value) => typeof value === 'number' && checks.every((fits) => fits(value))
}

/** `*` is any text; `\*` and `\\` are themselves. */
function wildcardExpression(wildcard: string): RegExp {
  const parts = wildcard.match(/\\[*\\]|\*|[^\\*]+|\\/gs) ?? []
  const source = parts.map((part) =>
    part === '*' ? '.*' : escaped(part.length === 2 && part[0] === '\\' ? part.slice(1) : part),
  )
  return new RegExp(`^${source.join('')}$`, 'su')
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

function operandOf<T>(name: string, schema: z.ZodType<T>, operand: Json): T {
  const parsed = schema.safeParse(operand)
  if (parsed.success) return parsed.data
  throw invalidPattern(`${name} does not take ${JSON.stringify(operand)}`)
}
