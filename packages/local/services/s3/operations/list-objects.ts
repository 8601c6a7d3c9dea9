import { keyEncoding, listRequest, listResult } from '../list-result.ts'
import { list } from '../listing.ts'
import { existingBucket, type S3Operation, xmlResponse } from '../s3.ts'
import { element, xml } from '../xml.ts'

/** The older listing, which older tools still use. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects: S3Operation = (request, s3) => {
  existingBucket(s3, request.bucket)
  const { query } = request
  const wish = listRequest(query)
  const encode = keyEncoding(query)
  const marker = query.get('marker') ?? ''

  const page = list(s3.store, request.bucket, { ...wish, after: marker })
  return xmlResponse(
    xml('ListBucketResult', [
      element('Name', request.bucket),
      element('Marker', encode(marker)),
      ...(page.truncated && wish.delimiter ? [element('NextMarker', encode(page.last))] : []),
      ...listResult(page, wish, query),
    ]),
  )
}
