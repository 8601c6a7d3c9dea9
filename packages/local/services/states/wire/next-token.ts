import { StatesError } from './states-error.ts'

/** Where the next page begins, as text that means nothing to the client. */
function nextToken(position: string | number): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** @throws StatesError InvalidToken when this is not a token of an earlier page */
export function positionOf<T extends string | number>(token: string | undefined, start: T): T {
  if (token === undefined) return start
  try {
    const position: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (typeof position === typeof start) return position as T
  } catch {}
  throw new StatesError('InvalidToken', `Invalid Token: '${token}'`)
}

/** One page: `found` was asked for one item more than `limit`, to see whether there is a next. */
export function page<T>(found: readonly T[], limit: number, position: (last: T) => string | number) {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, ...(found.length > limit && last !== undefined && { nextToken: nextToken(position(last)) }) }
}
