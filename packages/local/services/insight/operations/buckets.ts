import * as z from 'zod'
import { found, type InsightOperation, inputOf } from '../insight.ts'

const longestText = 100_000
const objectsShown = 500
/** So many are counted at most. */
const objectsCounted = 10_000

/** Every bucket, how many objects are in it, and how large they are together. */
export const listBuckets: InsightOperation = (_input, { objects: store }) => ({
  buckets: store.buckets.all().map(({ name, createdAt }) => {
    let objects = 0
    let bytes = 0
    for (const { content } of store.objects.after(name, '', '')) {
      if (++objects > objectsCounted) break
      bytes += content.size
    }
    return { name, createdAt, objects, bytes }
  }),
})

/** The objects of a bucket whose keys begin with a prefix, in the order of keys. */
export const listObjects: InsightOperation = (input, { objects: store }) => {
  const { bucket, prefix, after } = inputOf(Listing, input)
  found(store.buckets.get(bucket), `bucket ${bucket}`)
  const objects = []
  for (const { key, content, modifiedAt } of store.objects.after(bucket, prefix, after)) {
    if (objects.length === objectsShown) return { objects, isCut: true }
    objects.push({ key, size: content.size, modifiedAt })
  }
  return { objects, isCut: false }
}
const Listing = z.looseObject({ bucket: z.string(), prefix: z.string().default(''), after: z.string().default('') })

/** An object as text, unless it is too long for that. */
export const getObject: InsightOperation = (input, { objects: store }) => {
  const { bucket, key } = inputOf(z.looseObject({ bucket: z.string(), key: z.string() }), input)
  const { content, headers, modifiedAt } = found(store.objects.get(bucket, key), `object ${key}`)
  const isShort = 'bytes' in content && content.size <= longestText
  return { size: content.size, modifiedAt, headers, ...(isShort && { text: content.bytes.toString('utf8') }) }
}
