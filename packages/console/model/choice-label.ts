import type { ChoiceRule } from './definition.ts'

/** Operators of JSONPath choices by the sign that a reader knows. Others are written as their name says. */
const signs: [RegExp, string][] = [
  [/GreaterThanEquals/, '≥'],
  [/LessThanEquals/, '≤'],
  [/GreaterThan/, '>'],
  [/LessThan/, '<'],
  [/Equals/, '='],
  [/Matches/, '~'],
]

/**
 * When a choice is taken, in few words: `$.total > 100`, `not ($.a = true)`, or the JSONata condition itself.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export function choiceLabel(rule: ChoiceRule): string {
  if (typeof rule.Condition === 'string') return rule.Condition.replace(/^\{%\s*|\s*%\}$/g, '')
  if (Array.isArray(rule.And)) return rule.And.map((part) => choiceLabel(part as ChoiceRule)).join(' and ')
  if (Array.isArray(rule.Or)) return rule.Or.map((part) => choiceLabel(part as ChoiceRule)).join(' or ')
  if (rule.Not !== undefined) return `not (${choiceLabel(rule.Not as ChoiceRule)})`
  const [operator, operand] = Object.entries(rule).find(([name]) => !notOperators.has(name)) ?? ['', '']
  const variable = String(rule.Variable ?? '')
  if (/^Is/.test(operator)) {
    const kind = operator.slice(2).toLowerCase()
    return `${variable} is ${operand === false ? 'not ' : ''}${kind}`
  }
  const [, sign] = signs.find(([name]) => name.test(operator)) ?? []
  const value = operator.endsWith('Path') ? String(operand) : JSON.stringify(operand)
  return sign ? `${variable} ${sign} ${value}` : `${variable} ${operator} ${value}`.trim()
}

const notOperators = new Set(['Variable', 'Next', 'Comment', 'Assign', 'Output'])
