import { keyEncoding, listRequest, listResult } from '../list-result.ts'
import { list } from '../listing.ts'
import { existingBucket, type S3Operation, xmlResponse } from '../s3.ts'
import { element, xml } from '../xml.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: S3Operation = (request, s3) => {
  existingBucket(s3, request.bucket)
  const { query } = request
  const token = query.get('continuation-token')
  const startAfter = query.get('start-after') ?? ''
  const wish = listRequest(query)
  const encode = keyEncoding(query)

  const after = token === null ? startAfter : Buffer.from(token, 'base64url').toString()
  const page = list(s3.store, request.bucket, { ...wish, after })
  return xmlResponse(
    xml('ListBucketResult', [
      element('Name', request.bucket),
      ...(startAfter ? [element('StartAfter', encode(startAfter))] : []),
      ...(token === null ? [] : [element('ContinuationToken', token)]),
      ...(page.truncated ? [element('NextContinuationToken', Buffer.from(page.last).toString('base64url'))] : []),
      element('KeyCount', page.objects.length + page.commonPrefixes.length),
      ...listResult(page, wish, query),
    ]),
  )
}
