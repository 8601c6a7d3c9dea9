import * as z from 'zod'
import { checkWrite } from './conditions.ts'
import type { Content } from './contents.ts'
import { type CreationReason, noticeCreated } from './notices.ts'
import { headersToKeep } from './object-headers.ts'
import type { S3Request } from './request.ts'
import { existingBucket, type S3 } from './s3.ts'
import { S3Error } from './s3-error.ts'
import type { Bucket } from './store/buckets.ts'
import type { StoredObject } from './store/objects.ts'
import { hasVersions } from './versions.ts'

/**
 * Makes an object visible, all or nothing: the conditions, the object and the notice of it are one transaction, so of two
 * writers with `If-None-Match: *` exactly one wins. `also` joins it. Discards the new bytes when it throws.
 * @throws S3Error NoSuchBucket, PreconditionFailed, NoSuchKey
 */
export function createObject(
  s3: S3,
  request: S3Request,
  reason: CreationReason,
  object: StoredObject,
  also: () => void = () => {},
): void {
  try {
    s3.store.transaction(() => {
      const bucket = existingBucket(s3, object.bucket)
      checkWrite(request.headers, object.key, s3.store.objects.get(object.bucket, object.key))
      if (hasVersions(bucket)) s3.store.history.retire(object.bucket, object.key)
      s3.store.objects.put(object)
      noticeCreated(s3, bucket, request, reason, object)
      also()
    })
  } catch (error) {
    discard(s3, object.content)
    throw error
  }
  s3.noticed()
}

/**
 * The headers and storage class that a request gives its new object, with the bucket's default encryption.
 * @throws S3Error InvalidStorageClass, NotImplemented
 */
export function attributesOf(bucket: Bucket, { headers }: S3Request): Pick<StoredObject, 'headers' | 'storageClass'> {
  const storageClass = headers['x-amz-storage-class'] ?? 'STANDARD'
  if (!storageClasses.has(storageClass))
    throw new S3Error(400, 'InvalidStorageClass', 'The storage class you specified is not valid')
  return { storageClass, headers: { ...defaultEncryption(bucket), ...headersToKeep(headers) } }
}

const discard = (s3: S3, content: Content) => s3.store.contents.discard(content)

function defaultEncryption({ configuration }: Bucket): Record<string, string> {
  const parsed = BucketEncryption.safeParse(configuration.BucketEncryption)
  const rule = parsed.data?.ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault
  if (!rule) return {}
  return {
    'x-amz-server-side-encryption': rule.SSEAlgorithm,
    ...(rule.KMSMasterKeyID && { 'x-amz-server-side-encryption-aws-kms-key-id': rule.KMSMasterKeyID }),
  }
}

const BucketEncryption = z.object({
  ServerSideEncryptionConfiguration: z.array(
    z.object({
      ServerSideEncryptionByDefault: z
        .object({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string().optional() })
        .optional(),
    }),
  ),
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html */
const storageClasses = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
])
