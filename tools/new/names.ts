/** What cannot be made. The message is one sentence that says what to type instead. */
export class NotMade extends Error {
  override readonly name = 'NotMade'
}

const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** In characters: with what is put before and behind them, functions stay within 64 and buckets within 63. */
const longest = { workflow: 19, step: 24, route: 24 }

/**
 * Gives the name back if files, functions and resources can be called by it.
 * @throws NotMade
 */
export function named(kind: 'workflow' | 'step' | 'route', name: string | undefined): string {
  if (name === undefined || name === '') throw new NotMade(`Say what the ${kind} is called: ${examples[kind]}`)
  if (name.length > longest[kind])
    throw new NotMade(`"${name}" has ${name.length} characters: the name of a ${kind} has ${longest[kind]} at most.`)
  if (!kebabCase.test(name)) {
    const suggested = suggestion(name)
    const instead = kebabCase.test(suggested) ? `"${suggested}"` : `"${words[kind]}"`
    throw new NotMade(
      `"${name}" is no name for a ${kind}: use small letters, digits and single hyphens, beginning with a letter, such as ${instead}.`,
    )
  }
  return name
}

const words = { workflow: 'refund', step: 'pay', route: 'refund-parts' }

const examples = {
  workflow: 'npm run new -- workflow refund',
  step: 'npm run new -- step refund notify',
  route: 'npm run new -- route refund refund-parts',
}

const suggestion = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')

/** `gift-card` as `GiftCard`. */
export function pascal(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

/** `gift-card` as `giftCard`. */
export function camel(name: string): string {
  const inPascal = pascal(name)
  return inPascal.charAt(0).toLowerCase() + inPascal.slice(1)
}
