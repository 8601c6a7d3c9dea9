import jsonata from 'jsonata'
import type { Machine, QueryLanguage, State } from '../definition.ts'
import { workflowsOf } from '../find-state.ts'
import { type Argument, isIntrinsic, parseIntrinsic } from '../intrinsics/parse.ts'
import type { Json, JsonObject } from '../json.ts'
import { compile } from '../jsonata/compile.ts'
import { expressionText, isExpression } from '../jsonata/expression.ts'
import { isPath, parsePath } from '../jsonpath/parse.ts'
import { children, pairs } from './expression.ts'

/**
 * The variables that each state of a machine reads, as DescribeStateMachine lists them: names in order, states without any left
 * out. The definition must be valid.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
 */
export function variableReferences(machine: Machine): { [state: string]: string[] } {
  const references: { [state: string]: string[] } = {}
  for (const [name, state] of Object.entries(machine.States)) {
    const names = [...new Set(readBy(state))].sort()
    if (names.length > 0) references[name] = names
    for (const inner of workflowsOf(state)) Object.assign(references, variableReferences(inner))
  }
  return references
}

/** Branches and processors have states of their own; a Pass state's `Result` is not evaluated. */
const NOT_READ = ['Branches', 'ItemProcessor', 'Iterator', 'Result']

function* readBy(state: State): Generator<string> {
  const language = state.QueryLanguage ?? 'JSONPath'
  for (const [name, value] of Object.entries(state as JsonObject)) {
    if (!NOT_READ.includes(name)) yield* readIn(name, value, language)
  }
}

function* readIn(name: string, value: Json, language: QueryLanguage): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* readIn('', item, language)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* readIn(key, item, language)
  } else if (typeof value !== 'string') {
    return
  } else if (language === 'JSONata') {
    if (isExpression(value)) yield* freeVariables(jsonata(expressionText(value)).ast(), new Set(['states', '', '$']))
  } else if (name.endsWith('.$') || name.endsWith('Path') || name === 'Variable') {
    yield* readByPath(value)
  }
}

function* readByPath(text: string): Generator<string> {
  if (isIntrinsic(text)) {
    for (const argument of parseIntrinsic(text).arguments) yield* readByArgument(argument)
  } else if (isPath(text)) {
    const { root } = parsePath(text)
    if (typeof root === 'object') yield root.variable
  }
}

function* readByArgument(argument: Argument): Generator<string> {
  if (argument.type === 'path' && typeof argument.path.root === 'object') yield argument.path.root.variable
  if (argument.type === 'call') for (const inner of argument.call.arguments) yield* readByArgument(inner)
}

/** The variables of an expression that it does not define itself and that are no functions of the language. */
function* freeVariables(node: jsonata.ExprNode, bound: Set<string>): Generator<string> {
  if (node.type === 'variable') {
    const name = String(node.value)
    if (!bound.has(name) && !isFunction(name)) yield name
  }
  const inner = new Set([...bound, ...boundBy(node)])
  const own = node.type === 'bind' ? [node.rhs] : [...children(node), ...(node.steps ?? []), ...deeper(node as Deeper)]
  for (const child of own) if (child) yield* freeVariables(child, inner)
}

function* boundBy(node: jsonata.ExprNode): Generator<string> {
  if (node.type === 'lambda') for (const parameter of node.arguments ?? []) yield String(parameter.value)
  if (node.type === 'block')
    for (const { type, lhs } of node.expressions ?? []) if (type === 'bind') yield String(lhs?.value)
  // `books@$b#$i`: for the rest of the path.
  for (const { focus, index } of (node.steps ?? []) as Deeper[])
    yield* [focus, index].filter((name) => name !== undefined)
}

/** Members of a node that jsonata's types leave out. */
type Deeper = jsonata.ExprNode & {
  stages?: { expr?: jsonata.ExprNode }[]
  predicate?: { expr?: jsonata.ExprNode }[]
  terms?: { expression: jsonata.ExprNode }[]
  group?: jsonata.ExprNode
  pattern?: jsonata.ExprNode
  update?: jsonata.ExprNode
  delete?: jsonata.ExprNode
  focus?: string
  index?: string
}

/** The expressions of filters, of `^(…)`, of `{…}` behind a path, of an object constructor and of `|…|…|`. */
function deeper(node: Deeper): (jsonata.ExprNode | undefined)[] {
  const { stages = [], predicate = [], terms = [], group, pattern, update } = node
  return [
    ...[...stages, ...predicate].map(({ expr }) => expr),
    ...terms.map(({ expression }) => expression),
    ...[node, ...(group ? [group] : [])].flatMap((of) => pairs(of).flat()),
    pattern,
    update,
    node.delete,
  ]
}

function isFunction(name: string): boolean {
  const scope = { context: {}, states: { input: null }, variables: {}, random: () => 0, now: 0 }
  return compile(`$exists($${name})`)(scope, 'all') === true
}
