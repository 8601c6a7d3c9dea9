import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { partKey } from './keys.ts'
import type { TransactionId } from './transaction-id.ts'

/**
 * A presigned URL: whoever has it can GET this one part for a short time.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ShareObjectPreSignedURL.html
 */
export type PartUrl = (transactionId: TransactionId, part: string) => Promise<string>

export function s3PartUrl(client: S3Client, bucket: string, seconds: number): PartUrl {
  return (transactionId, part) =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: partKey(transactionId, part) }), {
      expiresIn: seconds,
    })
}
