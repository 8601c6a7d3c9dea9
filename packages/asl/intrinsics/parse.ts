import type { Json } from '../json.ts'
import { Cursor } from '../jsonpath/cursor.ts'
import { parsePathAt } from '../jsonpath/parse.ts'
import { InvalidPath, type Path } from '../jsonpath/path.ts'
import { FUNCTIONS, type FunctionName } from './functions.ts'

/** A call of an intrinsic function, such as `States.Format('{}', $.a)`. */
export type Call = { name: FunctionName; arguments: Argument[] }

export type Argument =
  | { type: 'call'; call: Call }
  | { type: 'path'; path: Path; text: string }
  /** `escaped` is a string's text with its backslashes: in a format's template `\{` is not the start of `{}`. */
  | { type: 'literal'; value: Json; escaped?: string }

/** Whether a field's text asks for an intrinsic function rather than a path. */
export function isIntrinsic(text: string): boolean {
  return text.startsWith('States.')
}

const parsed = new Map<string, Call>()

/**
 * Parses a call. Every text is parsed once.
 * @throws InvalidPath when it is not a call of a function that AWS has
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export function parseIntrinsic(text: string): Call {
  const known = parsed.get(text)
  if (known) return known
  const cursor = new Cursor(text)
  const call = parseCall(cursor)
  cursor.spaces()
  if (!cursor.done) cursor.fail('unexpected character')
  if (parsed.size >= 10_000) parsed.clear()
  parsed.set(text, call)
  return call
}

/** Whether AWS would accept the text as a call. It does not look at the arguments' number and types before it runs. */
export function isIntrinsicCall(text: string): boolean {
  try {
    parseIntrinsic(text)
    return true
  } catch (error) {
    if (error instanceof InvalidPath) return false
    throw error
  }
}

function parseCall(cursor: Cursor): Call {
  const name = cursor.match(/States\.[A-Za-z0-9]+/y) ?? cursor.fail('expected an intrinsic function')
  if (!isFunctionName(name)) cursor.fail(`there is no function ${name}`)
  cursor.expect('(')
  cursor.spaces()
  if (cursor.skip(')')) return { name, arguments: [] }
  const list: Argument[] = []
  do {
    cursor.spaces()
    list.push(parseArgument(cursor))
    cursor.spaces()
  } while (cursor.skip(','))
  cursor.expect(')')
  return { name, arguments: list }
}

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name)
}

function parseArgument(cursor: Cursor): Argument {
  if (cursor.peek() === 'S') return { type: 'call', call: parseCall(cursor) }
  if (cursor.peek() === "'") return parseString(cursor)
  if (cursor.peek() === '$') {
    const start = cursor.at
    const path = parsePathAt(cursor)
    return { type: 'path', path, text: cursor.text.slice(start, cursor.at) }
  }
  const word = cursor.match(/true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?/y) ?? cursor.fail('expected an argument')
  return { type: 'literal', value: JSON.parse(word) }
}

/** Only a quote, a brace and the backslash itself may follow a backslash. */
function parseString(cursor: Cursor): Argument {
  const quoted = cursor.match(/'(\\['{}\\]|[^'\\])*'/y) ?? cursor.fail('expected a string')
  const escaped = quoted.slice(1, -1)
  return { type: 'literal', value: escaped.replace(/\\(.)/gs, '$1'), escaped }
}
