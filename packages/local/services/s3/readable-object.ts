import type { Caller } from '../../iam/caller.ts'
import { bucketArn, existingBucket, mustBeAllowed, objectArn, type S3 } from './s3.ts'
import { noSuchKey, S3Error } from './s3-error.ts'
import type { StoredObject } from './store/objects.ts'
import { existingVersion, isDeleteMarker } from './versions.ts'

type Named = { bucket: string; key: string; versionId?: string }

/**
 * The object that a read finds. Who may not list the bucket does not learn that a key is missing: 403 instead of 404.
 * @throws S3Error NoSuchBucket, NoSuchKey, NoSuchVersion, MethodNotAllowed, AccessDenied
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
 */
export function readableObject(s3: S3, caller: Caller | undefined, { bucket, key, versionId }: Named): StoredObject {
  existingBucket(s3, bucket)
  if (versionId !== undefined) {
    const version = existingVersion(s3, { bucket, key }, versionId)
    if (!isDeleteMarker(version)) return version
    throw new S3Error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.')
  }
  const object = s3.staleReads.read(bucket, key)
  if (object) return object
  mustBeAllowed(s3, caller, 's3:ListBucket', bucketArn(bucket))
  throw noSuchKey(key)
}

/** The same for the source of a copy, which is a read of its own. */
export function readableSource(s3: S3, caller: Caller | undefined, source: Named): StoredObject {
  const action = source.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion'
  mustBeAllowed(s3, caller, action, objectArn(source.bucket, source.key))
  return readableObject(s3, caller, source)
}
