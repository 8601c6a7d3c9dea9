import { Cursor } from './cursor.ts'
import { parseFilter } from './filter.ts'
import { type Aggregate, InvalidPath, isDefinite, type Path, type Step } from './path.ts'

const compiled = new Map<string, Path>()

/**
 * Compiles a path. Every path is compiled once.
 * @throws InvalidPath
 */
export function parsePath(text: string): Path {
  const known = compiled.get(text)
  if (known) return known
  const path = parse(text)
  if (compiled.size >= 10_000) compiled.clear()
  compiled.set(text, path)
  return path
}

/** Whether AWS would accept the text as a path. */
export function isPath(text: string): boolean {
  try {
    parsePath(text)
    return true
  } catch (error) {
    if (error instanceof InvalidPath) return false
    throw error
  }
}

function parse(text: string): Path {
  const cursor = new Cursor(text)
  const path = parsePathAt(cursor)
  if (!cursor.done) cursor.fail('unexpected character')
  return path
}

/** The path that starts at the cursor, which is left behind its last character. */
export function parsePathAt(cursor: Cursor): Path {
  cursor.expect('$')
  const root = parseRoot(cursor)
  const steps = parseSteps(cursor)
  return { root, steps, definite: steps.every((step, i) => isDefinite(step, i === steps.length - 1)) }
}

function parseRoot(cursor: Cursor): Path['root'] {
  if (cursor.skip('$')) return 'context'
  const variable = cursor.match(/[\p{ID_Start}_][\p{ID_Continue}]*/uy)
  return variable === undefined ? 'data' : { variable }
}

/** Steps up to the end or to a character that cannot belong to a path, where an enclosing expression goes on. */
export function parseSteps(cursor: Cursor): Step[] {
  const steps: Step[] = []
  for (;;) {
    if (cursor.skip('..')) {
      steps.push({ type: 'descendants' })
      steps.push(cursor.peek() === '[' ? parseBracket(cursor) : parseDotted(cursor))
    } else if (cursor.skip('.')) {
      // AWS accepts `$.a.['b c']`, and its documentation shows it.
      steps.push(cursor.peek() === '[' ? parseBracket(cursor) : parseDotted(cursor))
    } else if (cursor.peek() === '[') {
      steps.push(parseBracket(cursor))
    } else {
      const inner = steps.slice(0, -1).find((step) => step.type === 'aggregate')
      if (inner) cursor.fail('a function can only end a path')
      return steps
    }
  }
}

const AGGREGATE = /(length|min|max|avg|stddev)\(\)/y

function parseDotted(cursor: Cursor): Step {
  if (cursor.skip('*')) return { type: 'wildcard' }
  const aggregate = cursor.match(AGGREGATE)
  if (aggregate) return { type: 'aggregate', name: aggregate.slice(0, -2) as Aggregate }
  const name = cursor.match(/[^.[\]()\s,'"=<>!&|~*?]+(\(\))?/y)
  if (name === undefined) cursor.fail('expected a property')
  return { type: 'property', names: [name] }
}

function parseBracket(cursor: Cursor): Step {
  cursor.expect('[')
  cursor.spaces()
  const step = parseSelector(cursor)
  cursor.spaces()
  cursor.expect(']')
  return step
}

function parseSelector(cursor: Cursor): Step {
  if (cursor.skip('*')) return { type: 'wildcard' }
  const start = cursor.at
  if (cursor.skip('?(')) {
    const holds = parseFilter(cursor, parseSteps)
    cursor.expect(')')
    return { type: 'filter', holds, text: cursor.text.slice(start, cursor.at) }
  }
  if (cursor.peek() === "'" || cursor.peek() === '"') {
    return { type: 'property', names: separated(cursor, () => cursor.quoted()) }
  }
  const slice = cursor.match(/(-?\d+)?\s*:\s*(-?\d+)?(\s*:\s*-?\d*)?/y)
  if (slice !== undefined) {
    const [from = '', to = ''] = slice.split(':').map((part) => part.trim())
    return { type: 'slice', ...(from && { from: Number(from) }), ...(to && { to: Number(to) }) }
  }
  return {
    type: 'index',
    indices: separated(cursor, () => Number(cursor.match(/-?\d+/y) ?? cursor.fail('expected an index'))),
  }
}

function separated<T>(cursor: Cursor, item: () => T): T[] {
  const items: T[] = []
  do {
    cursor.spaces()
    items.push(item())
    cursor.spaces()
  } while (cursor.skip(','))
  return items
}
