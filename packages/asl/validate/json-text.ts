import type { Json } from '../json.ts'

/** Why a text is not JSON, in the words of Jackson, AWS's parser. */
export type JsonProblem = { reason: string; line: number; column: number }

/**
 * The value of a JSON text, or where and why it is none. One that is nested deeper than 1,000 levels is none, nor is one with a number
 * that no double can hold: its value would not come out as it went in.
 */
export function readJson(text: string): { value: Json } | { problem: JsonProblem } {
  const beyond = tooDeepAt(text)
  if (beyond !== undefined) return { problem: { reason: tooDeep, ...positionOf(text, beyond) } }
  try {
    const value: Json = JSON.parse(text)
    const infinite = mayHoldInfinite.test(text) && holdsInfinite(value) ? infiniteNumber(text) : undefined
    if (infinite === undefined) return { value }
    const reason = `Numeric value (${shortened(infinite[0])}) out of range of double`
    return { problem: { reason, ...positionOf(text, infinite.index) } }
  } catch {
    return { problem: findProblem(text) }
  }
}

/** Whether a JSON text is nested deeper than AWS's parser reads. @see StreamReadConstraints of Jackson */
export function isTooDeep(text: string): boolean {
  return tooDeepAt(text) !== undefined
}

const DEEPEST = 1000
const tooDeep = `Document nesting depth (${DEEPEST + 1}) exceeds the maximum allowed (${DEEPEST})`

function tooDeepAt(text: string): number | undefined {
  if (text.length <= 2 * DEEPEST) return undefined
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at)
        break
      case '[':
      case '{':
        if (++depth > DEEPEST) return at
        break
      case ']':
      case '}':
        depth--
    }
  }
  return undefined
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

const mayHoldInfinite = /[eE]\+?\d{3}|\d{309}/

function holdsInfinite(value: Json): boolean {
  const open: Json[] = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === Infinity || next === -Infinity) return true
    if (typeof next === 'object' && next !== null) for (const child of Object.values(next)) open.push(child)
  }
  return false
}

/** The first number beyond all doubles in a JSON text; strings may hold what looks like one. */
function infiniteNumber(text: string): RegExpExecArray | undefined {
  const tokens = text.matchAll(/"(?:[^"\\]+|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)
  return tokens.find(([token]) => !token.startsWith('"') && !Number.isFinite(Number(token)))
}

const shortened = (number: string) => (number.length > 30 ? `${number.slice(0, 30)}…` : number)

/** Jackson's way to show where: it quotes at most 500 characters of the text. */
export function sourceLocation(text: string, { line, column }: { line: number; column: number }): string {
  const left = text.length - 500
  const quoted = left > 0 ? `"${text.slice(0, 500)}"[truncated ${left} chars]` : `"${text}"`
  return `[Source: (String)${quoted}; line: ${line}, column: ${column}]`
}

/** The text is JSON up to `at`; the message says what is wrong there. */
class Malformed extends Error {
  readonly at: number

  constructor(reason: string, at: number) {
    super(reason)
    this.at = at
  }
}

function findProblem(text: string): JsonProblem {
  try {
    new Scanner(text).value()
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { reason: error.message, ...positionOf(text, error.at) }
  }
  return { reason: 'Trailing characters', ...positionOf(text, text.length) }
}

function positionOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: at - lineStart + 1 }
}

const ANY_VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

/** Reads a JSON text up to the first mistake. */
class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): void {
    this.#space()
    const next = this.#text[this.#at]
    if (next === undefined) throw new Malformed('No content to map due to end-of-input', this.#at)
    if (next === '{') this.#object()
    else if (next === '[') this.#array()
    else if (next === '"') this.#string('a String value')
    else this.#word(next)
  }

  #object(): void {
    const start = this.#at++
    this.#space()
    if (this.#skip('}')) return
    for (;;) {
      this.#space()
      if (this.#text[this.#at] !== '"')
        this.#unexpected('was expecting double-quote to start field name', 'Object', start)
      this.#string('a field name')
      this.#space()
      if (!this.#skip(':')) this.#unexpected('was expecting a colon to separate field name and value', 'Object', start)
      this.#member('Object', start)
      if (this.#skip('}')) return
      if (!this.#skip(',')) this.#unexpected('was expecting comma to separate Object entries', 'Object', start)
    }
  }

  #array(): void {
    const start = this.#at++
    this.#space()
    if (this.#skip(']')) return
    for (;;) {
      this.#member('Array', start)
      if (this.#skip(']')) return
      if (!this.#skip(',')) this.#unexpected('was expecting comma to separate Array entries', 'Array', start)
    }
  }

  #member(container: string, start: number): void {
    this.#space()
    if (this.#at >= this.#text.length) this.#unexpected('', container, start)
    this.value()
    this.#space()
  }

  #string(name: string): void {
    this.#at++
    for (;;) {
      const next = this.#text[this.#at++]
      if (next === undefined) {
        const end = name === 'a field name' ? 'in field name' : 'was expecting closing quote for a string value'
        throw new Malformed(`Unexpected end-of-input${name === 'a field name' ? ' ' : ': '}${end}`, this.#at - 1)
      }
      if (next === '"') return
      if (next === '\\') this.#escape()
      else if (next < ' ') {
        const shown = `CTRL-CHAR, code ${next.charCodeAt(0)}`
        const advice = 'has to be escaped using backslash to be included in string value'
        throw new Malformed(`Illegal unquoted character ((${shown})): ${advice}`, this.#at)
      }
    }
  }

  #escape(): void {
    const next = this.#text[this.#at++] ?? ''
    if (next === 'u') {
      for (let digit = 0; digit < 4; digit++) {
        const hex = this.#text[this.#at++] ?? ''
        if (!/[0-9a-fA-F]/.test(hex)) {
          throw new Malformed(
            `Unexpected character (${shown(hex)}): expected a hex-digit for character escape sequence`,
            this.#at,
          )
        }
      }
    } else if (!'"\\/bfnrt'.includes(next)) {
      throw new Malformed(`Unrecognized character escape ${shown(next)}`, this.#at)
    }
  }

  #word(first: string): void {
    const rest = this.#text.slice(this.#at)
    const literal = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)(?![\w$])/.exec(rest)?.[0]
    if (literal !== undefined) {
      this.#at += literal.length
      return
    }
    const token = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(rest)?.[0]
    if (token === undefined)
      throw new Malformed(`Unexpected character (${shown(first)}): expected a valid value ${ANY_VALUE}`, this.#at + 1)
    throw new Malformed(`Unrecognized token '${token}': was expecting ${ANY_VALUE}`, this.#at + token.length)
  }

  #unexpected(expectation: string, container: string, start: number): never {
    const found = this.#text[this.#at]
    if (found !== undefined) throw new Malformed(`Unexpected character (${shown(found)}): ${expectation}`, this.#at + 1)
    const opened = sourceLocation(this.#text, positionOf(this.#text, start))
    throw new Malformed(
      `Unexpected end-of-input: expected close marker for ${container} (start marker at ${opened})`,
      this.#at,
    )
  }

  #skip(token: string): boolean {
    if (this.#text[this.#at] !== token) return false
    this.#at++
    return true
  }

  #space(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++
  }
}

function shown(character: string): string {
  return `'${character}' (code ${character.codePointAt(0) ?? 0})`
}
