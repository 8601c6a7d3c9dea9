/** What ValidateStateMachineDefinition says is wrong. `location` is where: `/States/price/Next`. */
export type Problem = { severity: string; code: string; message: string; location?: string }

/** A stretch of a text, in characters. */
export type Range = { from: number; to: number }

/**
 * Where in a JSON text a JSON pointer leads, in which `Branches[0]` may stand for `Branches/0`: the member that it names, with its name; the nearest one around it that is there; else the
 * first line.
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function placeOf(text: string, pointer = ''): Range {
  const wanted = pointer
    .replaceAll(/\[(\d+)\]/g, '/$1')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  let best: Range = { from: 0, to: text.indexOf('\n') < 0 ? text.length : text.indexOf('\n') }
  let bestDepth = 0
  const consider = (path: readonly string[], from: number, to: number) => {
    if (path.length <= bestDepth || path.length > wanted.length) return
    if (!path.every((part, depth) => part === wanted[depth])) return
    best = { from, to }
    bestDepth = path.length
  }
  walk(text, consider)
  return best
}

type Seen = (path: readonly string[], from: number, to: number) => void

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** Calls `seen` for every member and element, with its path and where its name, or an element's first token, stands. */
function walk(text: string, seen: Seen): void {
  const path: string[] = []
  const open: { isArray: boolean; index: number; key: string | undefined }[] = []
  for (const match of text.matchAll(token)) {
    const [word] = match
    const inside = open.at(-1)
    if (word === '}' || word === ']') {
      open.pop()
      path.length = Math.max(0, open.length - 1)
      continue
    }
    if (word === ',' && inside) {
      inside.key = undefined
      inside.index++
      continue
    }
    if (word === ':') continue
    const end = match.index + word.length
    if (inside?.isArray) {
      path[open.length - 1] = String(inside.index)
      path.length = open.length
      seen([...path], match.index, end)
    } else if (inside && inside.key === undefined && word.startsWith('"')) {
      inside.key = JSON.parse(word)
      path[open.length - 1] = inside.key ?? ''
      path.length = open.length
      seen([...path], match.index, end)
      continue
    }
    if (word === '{' || word === '[') open.push({ isArray: word === '[', index: 0, key: undefined })
  }
}
