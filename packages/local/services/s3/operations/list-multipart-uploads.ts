import { existingBucket, type S3Operation, xmlResponse } from '../s3.ts'
import { element, group, xml } from '../xml.ts'

/** All of them on one page. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: S3Operation = (request, s3) => {
  existingBucket(s3, request.bucket)
  const prefix = request.query.get('prefix') ?? ''
  const uploads = s3.store.uploads.of(request.bucket).filter(({ key }) => key.startsWith(prefix))
  return xmlResponse(
    xml('ListMultipartUploadsResult', [
      element('Bucket', request.bucket),
      element('Prefix', prefix),
      element('IsTruncated', false),
      ...uploads.map(({ id, key, initiatedAt, storageClass }) =>
        group('Upload', [
          element('Key', key),
          element('UploadId', id),
          element('StorageClass', storageClass),
          element('Initiated', new Date(initiatedAt).toISOString()),
        ]),
      ),
    ]),
  )
}
