import type { S3Store } from './store/s3-store.ts'

/** Removes a bucket, in a transaction of the caller's. False, and it stays, when there is or was an object in it. */
export function removeBucket(store: S3Store, bucket: string): boolean {
  const { done: empty } = store.objects.after(bucket, '', '').next()
  if (!empty || store.history.keys(bucket).length > 0) return false
  for (const { id } of store.uploads.of(bucket)) store.uploads.delete(id)
  store.buckets.delete(bucket)
  return true
}
