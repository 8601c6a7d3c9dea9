import { InvalidPath } from './path.ts'

/** A place in a text that is being parsed. */
export class Cursor {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get done(): boolean {
    return this.at >= this.text.length
  }

  peek(): string {
    return this.text[this.at] ?? ''
  }

  /** Steps over `token` if it comes next. */
  skip(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false
    this.at += token.length
    return true
  }

  expect(token: string): void {
    if (!this.skip(token)) this.fail(`expected '${token}'`)
  }

  spaces(): void {
    while (this.peek() === ' ') this.at++
  }

  /** Steps over what `pattern` (sticky) matches here and returns it. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }

  /** The text of a string in single or double quotes; a backslash takes the next character as it is. */
  quoted(): string {
    const quote = this.peek()
    if (quote !== "'" && quote !== '"') this.fail('expected a string')
    this.at++
    let value = ''
    while (!this.skip(quote)) {
      if (this.done) this.fail('a string is not closed')
      if (this.peek() === '\\') this.at++
      value += this.peek()
      this.at++
    }
    return value
  }

  fail(why: string): never {
    throw new InvalidPath(`${why} at position ${this.at} of ${this.text}`)
  }
}
