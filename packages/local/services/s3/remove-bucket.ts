import type { S3Store } from './store/s3-store.ts'

/** Removes a bucket in which no object is or was. False, and it stays, when there is one. */
export function removeBucket(store: S3Store, bucket: string): boolean {
  return store.transaction(() => {
    const { done: empty } = store.objects.after(bucket, '', '').next()
    if (!empty || store.history.keys(bucket).length > 0) return false
    for (const { id } of store.uploads.of(bucket)) store.uploads.delete(id)
    store.buckets.delete(bucket)
    return true
  })
}
