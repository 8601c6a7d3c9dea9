import { Buffer } from 'node:buffer'
import type { Json, JsonObject } from '@sfs3/asl'
import { NoValue } from './pseudo-parameters.ts'
import { TemplateError } from './template.ts'

/** What the intrinsic functions of a template refer to. */
export interface Scope {
  /** `Ref` of a parameter, pseudo parameter or resource. */
  ref(name: string): Json | typeof NoValue
  getAtt(logicalId: string, attribute: string): Json
  condition(name: string): boolean
  mapping(map: string, key: string, name: string): Json
  /** `us-east-1` */
  readonly region: string
}

type Evaluated = Json | typeof NoValue
type Intrinsic = (argument: Json, scope: Scope) => Evaluated

/**
 * The value with every intrinsic function replaced by what it stands for; what is `AWS::NoValue` is left out.
 * @throws TemplateError for an argument that CloudFormation would not take
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function evaluate(value: Json, scope: Scope): Evaluated {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== NoValue)
  if (value === null || typeof value !== 'object') return value

  const [name, argument, ...others] = Object.entries(value).flat()
  const intrinsic = others.length === 0 && typeof name === 'string' ? intrinsics.get(name) : undefined
  if (intrinsic) return intrinsic(argument as Json, scope)
  if (others.length === 0 && typeof name === 'string' && name.startsWith('Fn::')) {
    throw new TemplateError(`${name} is not an intrinsic function that the local region knows`)
  }

  const evaluated: JsonObject = {}
  for (const [key, member] of Object.entries(value)) {
    const result = evaluate(member, scope)
    if (result !== NoValue) evaluated[key] = result
  }
  return evaluated
}

/** The truth of a condition: `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not` or `{"Condition": name}`. */
export function evaluateCondition(condition: Json, scope: Scope): boolean {
  const [name, argument] = onlyEntry(condition)
  const operands = () => list(argument, name).map((operand) => evaluateCondition(operand, scope))
  switch (name) {
    case 'Condition':
      return scope.condition(text(argument, name))
    case 'Fn::Equals': {
      const [left, right] = list(argument, name, 2).map((operand) => evaluate(operand, scope))
      return String(left) === String(right)
    }
    case 'Fn::And':
      return operands().every(Boolean)
    case 'Fn::Or':
      return operands().some(Boolean)
    case 'Fn::Not':
      return !operands()[0]
    default:
      throw new TemplateError(`a condition is Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition, not ${name}`)
  }
}

const intrinsics = new Map<string, Intrinsic>([
  ['Ref', (name, scope) => scope.ref(text(name, 'Ref'))],
  [
    'Fn::GetAtt',
    (argument, scope) => {
      const [logicalId, ...attribute] =
        typeof argument === 'string' ? argument.split('.') : list(argument, 'Fn::GetAtt')
      const names = attribute.map((part) => text(evaluated(part, scope), 'Fn::GetAtt'))
      return scope.getAtt(text(logicalId, 'Fn::GetAtt'), names.join('.'))
    },
  ],
  [
    'Fn::Sub',
    (argument, scope) => {
      const [template, variables = {}] = Array.isArray(argument) ? argument : [argument]
      return substitute(text(template, 'Fn::Sub'), object(variables, 'Fn::Sub'), scope)
    },
  ],
  [
    'Fn::Join',
    (argument, scope) => {
      const [delimiter, values] = list(argument, 'Fn::Join', 2)
      const parts = list(evaluated(values, scope), 'Fn::Join')
      return parts.map((part) => scalar(part, 'Fn::Join')).join(text(delimiter, 'Fn::Join'))
    },
  ],
  [
    'Fn::Select',
    (argument, scope) => {
      const [index, values] = list(argument, 'Fn::Select', 2).map((part) => evaluated(part, scope))
      const selected = list(values, 'Fn::Select')[Number(index)]
      if (selected === undefined)
        throw new TemplateError(`Fn::Select cannot select nonexistent value at index ${index}`)
      return selected
    },
  ],
  [
    'Fn::Split',
    (argument, scope) => {
      const [delimiter, source] = list(argument, 'Fn::Split', 2).map((part) => evaluated(part, scope))
      return text(source, 'Fn::Split').split(text(delimiter, 'Fn::Split'))
    },
  ],
  [
    'Fn::If',
    (argument, scope) => {
      const [name, then, otherwise] = list(argument, 'Fn::If', 3)
      return evaluate((scope.condition(text(name, 'Fn::If')) ? then : otherwise) as Json, scope)
    },
  ],
  [
    'Fn::FindInMap',
    (argument, scope) => {
      const [map, key, name] = list(argument, 'Fn::FindInMap', 3).map((part) =>
        text(evaluated(part, scope), 'Fn::FindInMap'),
      )
      return scope.mapping(map as string, key as string, name as string)
    },
  ],
  ['Fn::Base64', (argument, scope) => Buffer.from(scalar(evaluated(argument, scope), 'Fn::Base64')).toString('base64')],
  ['Fn::GetAZs', (_, scope) => ['a', 'b', 'c'].map((zone) => scope.region + zone)],
  [
    'Fn::ImportValue',
    (argument, scope) => {
      const name = JSON.stringify(evaluated(argument, scope))
      throw new TemplateError(
        `Fn::ImportValue: ${name} is exported by another stack, and the local region runs only one`,
      )
    },
  ],
])

/** `${Name}`, `${Resource.Attribute}` and the variables given; `${!Literal}` stays as `${Literal}`. */
function substitute(template: string, variables: JsonObject, scope: Scope): string {
  return template.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    const variable = variables[name.trim()]
    if (variable !== undefined) return scalar(evaluated(variable, scope), 'Fn::Sub')

    const [logicalId = '', ...attribute] = name.trim().split('.')
    const value = attribute.length > 0 ? scope.getAtt(logicalId, attribute.join('.')) : scope.ref(logicalId)
    return value === NoValue ? '' : scalar(value, 'Fn::Sub')
  })
}

function evaluated(value: Json | undefined, scope: Scope): Json {
  const result = evaluate(value ?? null, scope)
  return result === NoValue ? null : result
}

function onlyEntry(value: Json): [string, Json] {
  const entries = Object.entries(object(value, 'a condition'))
  const [entry] = entries
  if (!entry || entries.length > 1) throw new TemplateError('a condition is an object with one member')
  return entry
}

function list(value: Json | undefined, where: string, length?: number): Json[] {
  if (!Array.isArray(value)) throw new TemplateError(`${where} takes a list, not ${JSON.stringify(value)}`)
  if (length !== undefined && value.length !== length)
    throw new TemplateError(`${where} takes ${length} values, not ${value.length}`)
  return value
}

function object(value: Json, where: string): JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new TemplateError(`${where} takes an object, not ${JSON.stringify(value)}`)
  }
  return value
}

function text(value: Json | undefined, where: string): string {
  if (typeof value !== 'string') throw new TemplateError(`${where} takes a string, not ${JSON.stringify(value)}`)
  return value
}

function scalar(value: Json, where: string): string {
  if (value === null || typeof value === 'object')
    throw new TemplateError(`${where} takes strings, not ${JSON.stringify(value)}`)
  return String(value)
}
