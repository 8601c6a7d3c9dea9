import { existingUpload } from '../existing-upload.ts'
import { emptyResponse, type S3Operation } from '../s3.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload: S3Operation = (request, s3) => {
  s3.store.transaction(() => s3.store.uploads.delete(existingUpload(s3, request).id))
  return emptyResponse(204)
}
