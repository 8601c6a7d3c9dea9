import type { Json } from '../json.ts'
import type { Cursor } from './cursor.ts'
import { PathNotFound, select } from './evaluate.ts'
import type { Filter, Step } from './path.ts'

/** Parses the steps of a path that is an operand. It is given, because paths contain filters in turn. */
type ParseSteps = (cursor: Cursor) => Step[]

/** A side of a comparison; undefined when a path finds nothing. */
type Operand = (node: Json, root: Json) => Json | undefined

/** Parses what stands inside `?( … )`, up to the closing parenthesis. `&&` binds stronger than `||`. */
export function parseFilter(cursor: Cursor, parseSteps: ParseSteps): Filter {
  const alternatives = [parseConjunction(cursor, parseSteps)]
  while (operator(cursor, '||')) alternatives.push(parseConjunction(cursor, parseSteps))
  return (node, root) => alternatives.some((holds) => holds(node, root))
}

function parseConjunction(cursor: Cursor, parseSteps: ParseSteps): Filter {
  const terms = [parseTerm(cursor, parseSteps)]
  while (operator(cursor, '&&')) terms.push(parseTerm(cursor, parseSteps))
  return (node, root) => terms.every((holds) => holds(node, root))
}

function operator(cursor: Cursor, sign: string): boolean {
  cursor.spaces()
  return cursor.skip(sign)
}

function parseTerm(cursor: Cursor, parseSteps: ParseSteps): Filter {
  cursor.spaces()
  if (cursor.skip('!')) {
    const holds = parseTerm(cursor, parseSteps)
    return (node, root) => !holds(node, root)
  }
  if (cursor.skip('(')) {
    const holds = parseFilter(cursor, parseSteps)
    cursor.expect(')')
    cursor.spaces()
    return holds
  }
  return parseComparison(cursor, parseSteps)
}

function parseComparison(cursor: Cursor, parseSteps: ParseSteps): Filter {
  const left = parseOperand(cursor, parseSteps)
  cursor.spaces()
  const sign = cursor.match(/===|!==|==|!=|<=|>=|=~|<|>|(in|nin|subsetof|anyof|noneof|contains|size|empty)\b/iy)
  if (sign === undefined) return (node, root) => left(node, root) !== undefined
  cursor.spaces()
  if (sign === '=~') {
    const pattern = parsePattern(cursor)
    return (node, root) => {
      const value = left(node, root)
      return typeof value === 'string' && pattern.test(value)
    }
  }
  const compare = COMPARISONS[sign.toLowerCase()] ?? cursor.fail(`unknown operator ${sign}`)
  const right = parseOperand(cursor, parseSteps)
  cursor.spaces()
  return (node, root) => compare(left(node, root), right(node, root))
}

function parsePattern(cursor: Cursor): RegExp {
  const [, source, flags] = /^\/((?:\\.|[^/\\])*)\/([a-z]*)$/.exec(cursor.match(/\/(\\.|[^/\\])*\/[a-z]*/y) ?? '') ?? []
  if (source === undefined) cursor.fail('expected a regular expression')
  try {
    return new RegExp(`^(?:${source})$`, flags)
  } catch {
    return cursor.fail('the regular expression is not valid')
  }
}

function parseOperand(cursor: Cursor, parseSteps: ParseSteps): Operand {
  cursor.spaces()
  if (cursor.skip('@')) return pathOperand(parseSteps(cursor), 'node')
  if (cursor.skip('$')) return pathOperand(parseSteps(cursor), 'root')
  const value = parseLiteral(cursor)
  return () => value
}

function pathOperand(steps: Step[], from: 'node' | 'root'): Operand {
  return (node, root) => {
    try {
      return select(steps, from === 'node' ? node : root, root)
    } catch (error) {
      if (error instanceof PathNotFound) return undefined
      throw error
    }
  }
}

function parseLiteral(cursor: Cursor): Json {
  if (cursor.peek() === "'" || cursor.peek() === '"') return cursor.quoted()
  if (cursor.skip('[')) return parseList(cursor)
  const word = cursor.match(/true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?/y)
  return word === undefined ? cursor.fail('expected a value') : JSON.parse(word)
}

function parseList(cursor: Cursor): Json[] {
  const items: Json[] = []
  cursor.spaces()
  while (!cursor.skip(']')) {
    items.push(parseLiteral(cursor))
    cursor.spaces()
    cursor.skip(',')
    cursor.spaces()
  }
  return items
}

type Comparison = (left: Json | undefined, right: Json | undefined) => boolean

const COMPARISONS: { [sign: string]: Comparison } = {
  '==': same,
  '===': (a, b) => typeof a === typeof b && same(a, b),
  '!=': (a, b) => !same(a, b),
  '!==': (a, b) => typeof a !== typeof b || !same(a, b),
  '<': ordered((a, b) => a < b),
  '<=': ordered((a, b) => a <= b),
  '>': ordered((a, b) => a > b),
  '>=': ordered((a, b) => a >= b),
  in: (a, b) => Array.isArray(b) && b.some((item) => same(a, item)),
  nin: (a, b) => !(Array.isArray(b) && b.some((item) => same(a, item))),
  subsetof: (a, b) => Array.isArray(a) && Array.isArray(b) && a.every((item) => b.some((other) => same(item, other))),
  anyof: (a, b) => Array.isArray(a) && Array.isArray(b) && a.some((item) => b.some((other) => same(item, other))),
  noneof: (a, b) => Array.isArray(a) && Array.isArray(b) && !a.some((item) => b.some((other) => same(item, other))),
  contains: (a, b) =>
    typeof a === 'string'
      ? typeof b === 'string' && a.includes(b)
      : Array.isArray(a) && a.some((item) => same(item, b)),
  size: (a, b) => (typeof a === 'string' || Array.isArray(a)) && a.length === b,
  empty: (a, b) => (typeof a === 'string' || Array.isArray(a)) && (a.length === 0) === b,
}

function ordered(holds: (a: string | number, b: string | number) => boolean): Comparison {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return holds(a, b)
    return typeof a === 'string' && typeof b === 'string' && holds(a, b)
  }
}

/** Jayway's equality: a number and the string that spells it are the same; a path that finds nothing equals nothing. */
function same(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return false
  if (typeof left === 'number' && typeof right === 'string') return right !== '' && left === Number(right)
  if (typeof left === 'string' && typeof right === 'number') return left === String(right)
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false
    return left.every((item, i) => same(item, right[i]))
  }
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => same(left[key], right[key]))
}
