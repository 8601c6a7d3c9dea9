import { type S3Operation, xmlResponse } from '../s3.ts'
import { element, group, xml } from '../xml.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets: S3Operation = ({ query }, s3) => {
  const prefix = query.get('prefix') ?? ''
  const buckets = s3.store.buckets.all().filter(({ name }) => name.startsWith(prefix))
  return xmlResponse(
    xml('ListAllMyBucketsResult', [
      group('Owner', [element('ID', s3.accountId)]),
      group(
        'Buckets',
        buckets.map(({ name, createdAt }) =>
          group('Bucket', [element('Name', name), element('CreationDate', new Date(createdAt).toISOString())]),
        ),
      ),
    ]),
  )
}
