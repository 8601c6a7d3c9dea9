import { BlockList, isIP } from 'node:net'
import type { Context } from './context.ts'
import type { Statement } from './policy.ts'
import { matchesPattern, matchesWildcard, substitute } from './wildcard.ts'

/** A condition operator that IAM does not have, or this evaluator not. */
export class UnknownConditionOperator extends Error {
  override readonly name = 'UnknownConditionOperator'

  constructor(operator: string) {
    super(`the condition operator ${operator} is not implemented in the local region`)
  }
}

/**
 * Do all conditions of a statement hold? Within one operator and key, one of the values has to fit.
 * @throws UnknownConditionOperator
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsHold(condition: Statement['Condition'], context: Context): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, context.get(key.toLowerCase()), context)),
  )
}

function holds(name: string, wanted: string[], actual: readonly string[] = [], context: Context): boolean {
  const present = actual.length > 0
  if (name === 'Null') return wanted.some((absent) => (absent.toLowerCase() === 'true') !== present)

  const [, quantifier, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? []
  const operator = operators[base]
  if (!operator) throw new UnknownConditionOperator(name)
  const fits = (value: string) => operator.negated !== wanted.some((one) => operator.fits(one, value, context))

  if (quantifier === 'ForAllValues') return actual.every(fits)
  if (!present) return ifExists !== undefined || (operator.negated && quantifier === undefined)
  // Without a quantifier a key has one value; should it have several, each negated one has to hold, or one positive.
  return operator.negated && quantifier === undefined ? actual.every(fits) : actual.some(fits)
}

/** Whether one value of the policy fits the value of the request. */
type Fits = (wanted: string, actual: string, context: Context) => boolean
type Operator = { fits: Fits; negated: boolean }

const filledIn =
  (fits: (wanted: string, actual: string) => boolean): Fits =>
  (wanted, actual, context) => {
    const value = substitute(wanted, context)
    return value !== undefined && fits(value, actual)
  }

const numeric = (compare: (actual: number, wanted: number) => boolean): Fits => {
  return (wanted, actual) => compare(Number(actual), Number(wanted))
}
const dated = (compare: (actual: number, wanted: number) => boolean): Fits => {
  return (wanted, actual) => compare(instant(actual), instant(wanted))
}
/** A date is ISO 8601 or seconds since 1970. */
const instant = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))

const equals: Fits = filledIn((wanted, actual) => wanted === actual)
const equalsIgnoreCase: Fits = filledIn((wanted, actual) => wanted.toLowerCase() === actual.toLowerCase())
const arn: Fits = (wanted, actual, context) => {
  const patterns = arnParts(wanted)
  const parts = arnParts(actual)
  return (
    patterns.length === 6 &&
    parts.length === 6 &&
    patterns.every((pattern, index) => matchesPattern(pattern, parts[index] ?? '', context))
  )
}
/** The six parts of an ARN, of which a wildcard never spans two; variables contain colons too. */
const arnParts = (text: string): string[] => {
  const [head = '', ...rest] = text.split(/(?<!\$\{[^}]*):/)
  return [head, ...rest.slice(0, 4), rest.slice(4).join(':')].filter((_, index) => index <= rest.length)
}
const inRange: Fits = (wanted, actual) => {
  const [network = '', bits] = wanted.split('/')
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(network) === 0 || isIP(actual) !== isIP(network)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  return list.check(actual, family)
}

const is = (fits: Fits): Operator => ({ fits, negated: false })
const isNot = (fits: Fits): Operator => ({ fits, negated: true })

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: is(equals),
  StringNotEquals: isNot(equals),
  StringEqualsIgnoreCase: is(equalsIgnoreCase),
  StringNotEqualsIgnoreCase: isNot(equalsIgnoreCase),
  StringLike: is(matchesPattern),
  StringNotLike: isNot(matchesPattern),
  NumericEquals: is(numeric((actual, wanted) => actual === wanted)),
  NumericNotEquals: isNot(numeric((actual, wanted) => actual === wanted)),
  NumericLessThan: is(numeric((actual, wanted) => actual < wanted)),
  NumericLessThanEquals: is(numeric((actual, wanted) => actual <= wanted)),
  NumericGreaterThan: is(numeric((actual, wanted) => actual > wanted)),
  NumericGreaterThanEquals: is(numeric((actual, wanted) => actual >= wanted)),
  DateEquals: is(dated((actual, wanted) => actual === wanted)),
  DateNotEquals: isNot(dated((actual, wanted) => actual === wanted)),
  DateLessThan: is(dated((actual, wanted) => actual < wanted)),
  DateLessThanEquals: is(dated((actual, wanted) => actual <= wanted)),
  DateGreaterThan: is(dated((actual, wanted) => actual > wanted)),
  DateGreaterThanEquals: is(dated((actual, wanted) => actual >= wanted)),
  Bool: is(equalsIgnoreCase),
  BinaryEquals: is((wanted, actual) => wanted === actual),
  IpAddress: is(inRange),
  NotIpAddress: isNot(inRange),
  ArnEquals: is(arn),
  ArnLike: is(arn),
  ArnNotEquals: isNot(arn),
  ArnNotLike: isNot(arn),
}

/** Actions are compared without regard to case. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesWildcard(pattern, action, { ignoreCase: true })
}
