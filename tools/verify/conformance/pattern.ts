import type { Json } from '@sfs3/asl'

/** `<uuid:1>`, `<start-time>`: something that differs from run to run. */
const PLACEHOLDER = /<[^<>\s]{1,80}>/g

/** Names one value (`<uuid:1>`), not only a kind of value (`<date>`, `<map_run_arn>`). */
const NAMES_ONE = /\d/

/** Compares what came out with what was recorded, where placeholders stand for anything, but the same for the same thing. */
export class Matcher {
  readonly #bound = new Map<string, string>()
  readonly #literal: string

  /** @param given definition and input as text: a placeholder that is in there stands for itself */
  constructor(given: string) {
    this.#literal = given
  }

  /** The first difference as a sentence, or undefined where there is none. */
  difference(expected: Json | undefined, actual: Json | undefined, path = ''): string | undefined {
    if (typeof expected === 'string') return this.#textDifference(expected, actual, path)
    if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) {
      return Object.is(expected, actual) ? undefined : say(path, expected, actual)
    }
    if (Array.isArray(expected) !== Array.isArray(actual)) return say(path, expected, actual)
    const [wanted, got] = [expected as { [name: string]: Json }, actual as { [name: string]: Json }]
    for (const name of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
      const difference = this.difference(wanted[name], got[name], `${path}/${name}`)
      if (difference) return difference
    }
    return undefined
  }

  #textDifference(expected: string, actual: Json | undefined, path: string): string | undefined {
    if (expected === actual) return undefined
    const parsed = asDocument(expected)
    if (parsed !== undefined && typeof actual === 'string') {
      const got = asDocument(actual)
      if (got !== undefined) return this.difference(parsed, got, path)
    }
    const placeholders = [...expected.matchAll(PLACEHOLDER)].filter(([name]) => !this.#literal.includes(name))
    if (placeholders.length === 0) return say(path, expected, actual)
    if (placeholders.length === 1 && placeholders[0]?.[0] === expected) return this.#bind(expected, actual, path)
    if (typeof actual !== 'string') return say(path, expected, actual)
    const form = new RegExp(`^${patternOf(expected, placeholders)}$`, 's')
    const [, ...segments] = form.exec(actual) ?? []
    if (segments.length === 0) return say(path, expected, actual)
    for (const [i, [name]] of placeholders.entries()) {
      if (this.#bind(name, segments[i] ?? '', path)) return say(path, expected, actual)
    }
    return undefined
  }

  #bind(name: string, actual: Json | undefined, path: string): string | undefined {
    if (actual === undefined) return say(path, name, actual)
    if (!NAMES_ONE.test(name)) return undefined
    const text = JSON.stringify(actual)
    const bound = this.#bound.get(name)
    if (bound !== undefined && bound !== text) return `${path}: ${name} was ${bound}, now ${text}`
    this.#bound.set(name, text)
    return undefined
  }
}

function patternOf(expected: string, placeholders: RegExpExecArray[]): string {
  let [form, from] = ['', 0]
  for (const found of placeholders) {
    form += `${escaped(expected.slice(from, found.index))}(.+?)`
    from = found.index + found[0].length
  }
  return form + escaped(expected.slice(from))
}

/** Texts that are JSON are compared as JSON. */
function asDocument(text: string): Json | undefined {
  if (!/^[{[]/.test(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function say(path: string, expected: Json | undefined, actual: Json | undefined): string {
  return `${path || '/'}: expected ${shown(expected)}, got ${shown(actual)}`
}

function shown(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
