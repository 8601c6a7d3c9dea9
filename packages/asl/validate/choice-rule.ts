import { COMPARATORS, hasPathVariant } from '../choice/comparator.ts'
import type { Json, JsonObject } from '../json.ts'
import {
  type Check,
  checkFields,
  decimal,
  type Fields,
  filled,
  flag,
  isComputed,
  isObject,
  list,
  text,
  timestamp,
} from './check.ts'
import { assign, output } from './data-flow-fields.ts'
import { checkExpressions } from './expression.ts'
import { referencePath } from './path.ts'
import type { Place } from './place.ts'

const OPERAND: { [family: string]: Check } = {
  String: text,
  Numeric: decimal(),
  Boolean: flag,
  Timestamp: timestamp,
  Is: flag,
}

/** What each comparator may be compared with. */
const COMPARISONS: Fields = Object.fromEntries([
  ...[...COMPARATORS.keys(), 'IsPresent'].map((name) => {
    const family = /^(String|Numeric|Boolean|Timestamp|Is)/.exec(name)?.[0] ?? ''
    return [name, OPERAND[family] ?? text]
  }),
  ...[...COMPARATORS.keys()].filter(hasPathVariant).map((name) => [`${name}Path`, referencePath]),
])

const KINDS = ['And', 'Or', 'Not', 'Variable', 'Condition']

function condition(value: Json, at: Place): void {
  if (isComputed(value, at)) checkExpressions(value, at)
  else flag(value, at)
}

/** A rule of a Choice state, as it stands in `Choices`. @see https://states-language.net/#choice-state */
export function choiceRule(value: Json, at: Place): void {
  checkRule(value, at, { Next: text, Assign: assign, Output: output })
}

/** A rule within `And`, `Or` or `Not`: it decides, but leads nowhere. */
function nestedRule(value: Json, at: Place): void {
  checkRule(value, at, {})
}

function checkRule(value: Parameters<Check>[0], at: Place, more: Fields): void {
  if (!isObject(value)) return at.malformed('Expected value of type [OBJECT]')
  const fields: Fields = {
    Comment: text,
    And: filled(list(nestedRule)),
    Or: filled(list(nestedRule)),
    Not: nestedRule,
    Variable: referencePath,
    Condition: condition,
    ...COMPARISONS,
    ...more,
  }
  for (const name of Object.keys(value))
    if (!Object.hasOwn(fields, name)) at.malformed(`Field '${name}' is not supported`)
  if (!checkLanguage(value, at)) return
  checkFields(value, { fields, required: 'Next' in more ? ['Next'] : [] }, at)
  checkKind(value, at)
}

/** JSONata rules have a condition, JSONPath rules compare a variable. */
function checkLanguage(rule: JsonObject, at: Place): boolean {
  const { language } = at.scope
  const foreign =
    language === 'JSONata' ? ['Variable', 'And', 'Or', 'Not', ...Object.keys(COMPARISONS)] : ['Condition', 'Output']
  const found = foreign.filter((name) => Object.hasOwn(rule, name))
  for (const name of found) at.malformed(fieldOfOtherLanguage(name, language))
  return found.length === 0
}

/** The field belongs to the query language that the state does not use. */
export function fieldOfOtherLanguage(field: string, language: 'JSONPath' | 'JSONata'): string {
  const other = language === 'JSONata' ? 'JSONPath' : 'JSONata'
  return `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${other}' QueryLanguage`
}

function checkKind(rule: JsonObject, at: Place): void {
  const kinds = KINDS.filter((name) => Object.hasOwn(rule, name))
  if (kinds.length !== 1) {
    return at.malformed(`The object must have only one of the following fields, [${KINDS.join(', ')}]`)
  }
  if (kinds[0] !== 'Variable') return
  const comparisons = Object.keys(COMPARISONS)
  const found = comparisons.filter((name) => Object.hasOwn(rule, name))
  const all = comparisons.join(', ')
  if (found.length === 0) at.malformed(`This object should have only one of the following fields: [${all}]`)
  if (found.length > 1) at.malformed(`There should only be one of the following fields: [${all}]`)
}
