import type { StoredObject } from './store/objects.ts'
import type { S3Store } from './store/s3-store.ts'

export type Listing = { objects: StoredObject[]; commonPrefixes: string[]; truncated: boolean; last: string }

/**
 * One page of a bucket in the order of UTF-8 bytes. Keys that share what is between `prefix` and `delimiter` are one common
 * prefix. `last` is the last key or common prefix of the page, from where the next goes on.
 */
export function list(store: S3Store, bucket: string, wish: Wish): Listing {
  const { prefix, after, maxKeys } = wish
  const page: Listing = { objects: [], commonPrefixes: [], truncated: false, last: after }
  if (maxKeys === 0) return page
  let cursor = after
  for (;;) {
    const group = fill(page, store.objects.after(bucket, prefix, cursor), wish)
    if (group === undefined) return page
    cursor = pastAll(group)
  }
}

type Wish = { prefix: string; delimiter: string; after: string; maxKeys: number }

/** Adds to the page until it is full or the objects end; stops at a common prefix, which it returns, to skip what it covers. */
function fill(page: Listing, objects: Iterable<StoredObject>, wish: Wish): string | undefined {
  for (const object of objects) {
    const group = commonPrefix(object.key, wish.prefix, wish.delimiter)
    if (group !== undefined && wish.after.startsWith(group)) return group
    if (page.objects.length + page.commonPrefixes.length === wish.maxKeys) {
      page.truncated = true
      return undefined
    }
    page.last = group ?? object.key
    if (group !== undefined) {
      page.commonPrefixes.push(group)
      return group
    }
    page.objects.push(object)
  }
  return undefined
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const end = key.indexOf(delimiter, prefix.length)
  return end === -1 ? undefined : key.slice(0, end + delimiter.length)
}

/** Sorts after every key that starts with `group`. */
const pastAll = (group: string): string => `${group}\u{10FFFF}`
