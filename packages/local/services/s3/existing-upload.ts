import type { S3Request } from './request.ts'
import type { S3 } from './s3.ts'
import { noSuchUpload } from './s3-error.ts'
import type { Upload } from './store/uploads.ts'

/** The multipart upload that `?uploadId=` names, if it belongs to the request's key. @throws S3Error NoSuchUpload */
export function existingUpload(s3: S3, { bucket, key, query }: S3Request): Upload {
  const id = query.get('uploadId') ?? ''
  const upload = s3.store.uploads.get(id)
  if (!upload || upload.bucket !== bucket || upload.key !== key) throw noSuchUpload(id)
  return upload
}
