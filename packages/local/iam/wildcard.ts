import type { Context } from './context.ts'

/** `*` is any text, `?` any one character. */
export function matchesWildcard(pattern: string, text: string, { ignoreCase = false } = {}): boolean {
  const known = compiled[ignoreCase ? 'ignoringCase' : 'exactly']
  const expression = known.get(pattern) ?? expressionOf(tokensOf(pattern), ignoreCase)
  known.set(pattern, expression)
  return expression.test(text)
}

/** Of the patterns in policies, of which there are few. */
const compiled = { exactly: new Map<string, RegExp>(), ignoringCase: new Map<string, RegExp>() }

/**
 * The same for a pattern with policy variables: `${aws:PrincipalArn}`, with a default `${s3:prefix, 'none'}`, or a literal
 * `${*}`, `${?}`, `${$}`. A variable without a value matches nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function matchesPattern(pattern: string, text: string, context: Context): boolean {
  if (!pattern.includes('${')) return matchesWildcard(pattern, text)
  const tokens = tokensWithVariables(pattern, context)
  return tokens !== undefined && expressionOf(tokens, false).test(text)
}

/** A value with its variables filled in and no wildcards; undefined when a variable has no value. */
export function substitute(value: string, context: Context): string | undefined {
  if (!value.includes('${')) return value
  const tokens = tokensWithVariables(value, context)
  return tokens?.map((token) => (typeof token === 'string' ? token : token.literal)).join('')
}

/** A wildcard, or text to be taken as it is. */
type Token = '*' | '?' | { literal: string }

const tokensOf = (pattern: string): Token[] =>
  pattern.split(/([*?])/).map((part) => (part === '*' || part === '?' ? part : { literal: part }))

function tokensWithVariables(pattern: string, context: Context): Token[] | undefined {
  const tokens: Token[] = []
  for (const part of pattern.split(/(\$\{[^}]*\})/)) {
    const variable = /^\$\{(.*)\}$/.exec(part)?.[1]
    if (variable === undefined) {
      tokens.push(...tokensOf(part))
      continue
    }
    const literal = variableValue(variable, context)
    if (literal === undefined) return undefined
    tokens.push({ literal })
  }
  return tokens
}

function variableValue(variable: string, context: Context): string | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return variable
  const [, key = '', fallback] = /^\s*([^,\s]+)\s*(?:,\s*'(.*)'\s*)?$/.exec(variable) ?? []
  const values = context.get(key.toLowerCase()) ?? []
  return values.length === 1 ? values[0] : fallback
}

function expressionOf(tokens: Token[], ignoreCase: boolean): RegExp {
  const source = tokens.map((token) => (token === '*' ? '.*' : token === '?' ? '.' : escaped(token.literal)))
  return new RegExp(`^${source.join('')}$`, ignoreCase ? 'isu' : 'su')
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
