import { randomBytes } from 'node:crypto'
import { checkWrite } from '../conditions.ts'
import { noticeDeleted } from '../notices.ts'
import type { S3Request } from '../request.ts'
import { emptyResponse, existingBucket, type S3, type S3Operation } from '../s3.ts'
import { deleteVersion, hasVersions, isDeleteMarker } from '../versions.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: S3Operation = (request, s3) => {
  const { versionId, deleteMarker } = deleteKey(s3, request, request.key, request.query.get('versionId') ?? undefined)
  return emptyResponse(204, {
    ...(versionId !== undefined && { 'x-amz-version-id': versionId }),
    ...(deleteMarker && { 'x-amz-delete-marker': 'true' }),
  })
}

/** The version that was deleted or, as a marker, made. */
export type Deletion = { versionId?: string; deleteMarker?: boolean }

/**
 * Deletes an object of the request's bucket, or one version of it for good. In a bucket with versions, deleting the object only
 * puts a marker over them. What is not there is as good as deleted.
 * @throws S3Error NoSuchBucket, PreconditionFailed, NoSuchKey
 */
export function deleteKey(s3: S3, request: S3Request, key: string, versionId?: string): Deletion {
  const deletion = s3.store.transaction((): Deletion => {
    const bucket = existingBucket(s3, request.bucket)
    if (versionId !== undefined) {
      const version = deleteVersion(s3, bucket.name, key, versionId)
      if (version) noticeDeleted(s3, bucket, request, { key, 'version-id': versionId }, 'Permanently Deleted')
      return { versionId, deleteMarker: version !== undefined && isDeleteMarker(version) }
    }
    const object = s3.store.objects.get(bucket.name, key)
    checkWrite(request.headers, key, object)
    if (hasVersions(bucket)) {
      const marker = {
        key,
        versionId: randomBytes(24).toString('base64url'),
        modifiedAt: s3.now(),
        deleteMarker: true,
      } as const
      s3.store.history.retire(bucket.name, key)
      s3.store.history.addMarker(bucket.name, marker)
      noticeDeleted(s3, bucket, request, { key, 'version-id': marker.versionId }, 'Delete Marker Created')
      return { versionId: marker.versionId, deleteMarker: true }
    }
    if (object) {
      s3.store.objects.delete(bucket.name, key)
      noticeDeleted(s3, bucket, request, { key }, 'Permanently Deleted')
    }
    return {}
  })
  s3.noticed()
  return deletion
}
