import jsonata from 'jsonata'
import type { Json } from '../json.ts'
import { expressionText, isExpression } from '../jsonata/expression.ts'
import type { Place } from './place.ts'

/**
 * Checks every JSONata expression in a value of a JSONata state: it must parse, and read nothing but `$states` and variables,
 * for AWS evaluates it without a context item.
 */
export function checkExpressions(value: Json, at: Place): void {
  if (typeof value === 'string') {
    if (isExpression(value)) checkExpression(expressionText(value), at)
    else if (value.startsWith('{%')) at.malformed('JSONata string must start with {% and end with %}')
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) checkExpressions(item, at.item(i))
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) checkExpressions(item, at.child(name))
  }
}

function checkExpression(text: string, at: Place): void {
  let tree: jsonata.ExprNode
  try {
    tree = jsonata(text).ast()
  } catch (error) {
    const { message } = error as { message: string }
    return at.error('INVALID_JSONATA_EXPRESSION', message)
  }
  for (const problem of new Set(unsupported(tree, at))) at.error('UNSUPPORTED_JSONATA_EXPRESSION', problem)
}

/** What the expression reads that AWS does not offer. Only the first step of a path starts from the missing context item. */
function* unsupported(node: jsonata.ExprNode | undefined, at: Place): Generator<string> {
  if (!node) return
  switch (node.type) {
    case 'path': {
      const [first, second] = node.steps ?? []
      yield* unsupported(first, at)
      const field = first?.type === 'variable' && first.value === 'states' ? second : undefined
      if (field?.type === 'name') yield* unsupportedStatesField(String(field.value), at)
      return
    }
    case 'name':
      yield `Reference to '${node.value}' at the top level is not supported.`
      return
    case 'variable':
      if (node.value === '') yield "Reference to '$' at the top level is not supported."
      if (node.value === '$') yield "Reference to '$$' is not supported."
      return
    case 'unary':
      if (node.value === '{') for (const pair of pairs(node)) for (const side of pair) yield* unsupported(side, at)
      break
    default:
  }
  for (const child of children(node)) yield* unsupported(child, at)
}

function* unsupportedStatesField(field: string, at: Place): Generator<string> {
  const offered: readonly string[] = ['input', 'context', ...at.scope.states]
  if (!offered.includes(field)) yield `Field '$states.${field}' does not exist.`
}

/** The nodes below one that are evaluated with the same context item as itself. */
export function* children(node: jsonata.ExprNode): Generator<jsonata.ExprNode> {
  const {
    lhs,
    rhs,
    expression,
    body,
    condition,
    then,
    else: otherwise,
  } = node as unknown as { [name: string]: unknown }
  for (const child of [lhs, rhs, expression, node.procedure, body, condition, then, otherwise]) {
    if (isNode(child)) yield child
  }
  for (const list of [node.arguments, node.expressions]) yield* list ?? []
}

/** The keys and values of an object constructor. */
export function pairs({ lhs }: jsonata.ExprNode): jsonata.ExprNode[][] {
  return Array.isArray(lhs) ? lhs : []
}

function isNode(value: unknown): value is jsonata.ExprNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'type' in value
}
