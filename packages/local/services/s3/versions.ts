import { randomBytes } from 'node:crypto'
import type { JsonObject } from '@sfs3/asl'
import type { S3Request } from './request.ts'
import type { S3 } from './s3.ts'
import { S3Error } from './s3-error.ts'
import type { Bucket } from './store/buckets.ts'
import type { DeleteMarker, PastVersion } from './store/history.ts'
import type { StoredObject } from './store/objects.ts'

/** Whether replaced and deleted objects stay as versions. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html */
export function hasVersions({ configuration }: Bucket): boolean {
  return (configuration.VersioningConfiguration as JsonObject | undefined)?.Status === 'Enabled'
}

/** A version id for a new object of this bucket, or nothing. */
export function newVersion(bucket: Bucket): Pick<StoredObject, 'versionId'> {
  return hasVersions(bucket) ? { versionId: randomBytes(24).toString('base64url') } : {}
}

/** What responses say about it. */
export function versionHeader({ versionId }: Pick<StoredObject, 'versionId'>): Record<string, string> {
  return versionId === undefined ? {} : { 'x-amz-version-id': versionId }
}

export function isDeleteMarker(version: PastVersion): version is DeleteMarker {
  return 'deleteMarker' in version
}

/** The id by which requests name it. */
export function idOf({ versionId = 'null' }: Pick<StoredObject, 'versionId'>): string {
  return versionId
}

/** The version that `?versionId=` names, current or past. @throws S3Error NoSuchVersion */
export function existingVersion(
  s3: S3,
  { bucket, key }: Pick<S3Request, 'bucket' | 'key'>,
  versionId: string,
): PastVersion {
  const current = s3.store.objects.get(bucket, key)
  const found = [...(current ? [current] : []), ...s3.store.history.of(bucket, key)].find(
    (one) => idOf(one) === versionId,
  )
  if (found) return found
  const facts = { Key: key, VersionId: versionId }
  throw new S3Error(404, 'NoSuchVersion', 'The specified version does not exist.', facts)
}

/** Deletes one version for good; what was before it becomes current. Returns it, if it was there. Call it in a transaction. */
export function deleteVersion(s3: S3, bucket: string, key: string, versionId: string): PastVersion | undefined {
  const current = s3.store.objects.get(bucket, key)
  const past = s3.store.history.of(bucket, key)
  if (current && idOf(current) === versionId) s3.store.objects.delete(bucket, key)
  else s3.store.history.delete(bucket, key, versionId)
  if (!s3.store.objects.get(bucket, key)) s3.store.history.reinstate(bucket, key)
  return [...(current ? [current] : []), ...past].find((one) => idOf(one) === versionId)
}
