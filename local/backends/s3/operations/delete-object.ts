import { checkWrite } from '../conditions.ts'
import { noticeDeleted } from '../notices.ts'
import type { S3Request } from '../request.ts'
import { emptyResponse, existingBucket, type S3, type S3Operation } from '../s3.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: S3Operation = (request, s3) => {
  deleteKey(s3, request, request.key)
  return emptyResponse(204)
}

/** Deletes an object of the request's bucket; one that is not there is as good as deleted. */
export function deleteKey(s3: S3, request: S3Request, key: string): void {
  s3.store.transaction(() => {
    const bucket = existingBucket(s3, request.bucket)
    const object = s3.store.object(request.bucket, key)
    checkWrite(request.headers, key, object)
    if (!object) return
    s3.store.deleteObject(request.bucket, key)
    noticeDeleted(s3, bucket, request, key)
  })
  s3.noticed()
}
