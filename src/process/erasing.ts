import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3'
import { ProcessDataUnavailable } from './errors.ts'
import { ownerKey, transactionPrefix } from './keys.ts'
import type { TransactionId } from './transaction-id.ts'
import { namedIfUnavailable } from './unavailable.ts'

/** Every promise may be rejected with `ProcessDataUnavailable`; then trying again helps. */
export type Erasing = {
  /** Whether there is any object of the transaction, or a version of one. */
  hasObjects(transactionId: TransactionId): Promise<boolean>
  /**
   * Deletes all objects of a transaction for good, with every version that the bucket may have of them, and last the one that says
   * whose it is: its owner can do it again when it breaks off. Returns how many.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
   */
  erase(transactionId: TransactionId): Promise<number>
}

/** How S3 says in an answer that one of the objects could not be deleted now. */
const busy = new Set<string | undefined>(['InternalError', 'ServiceUnavailable', 'SlowDown'])

export function s3Erasing(client: S3Client, Bucket: string): Erasing {
  const firstPage = async (transactionId: TransactionId) => {
    const Prefix = transactionPrefix(transactionId)
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix }))
    return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
  }
  const remove = async (Objects: { Key: string | undefined; VersionId: string | undefined }[]) => {
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))
    const [failed] = Errors
    if (!failed) return
    const cause = Object.assign(new Error(failed.Message ?? 'S3 deleted no object'), { name: failed.Code })
    throw busy.has(failed.Code) ? new ProcessDataUnavailable({ cause }) : cause
  }
  const named = async <T>(result: Promise<T>): Promise<T> => {
    try {
      return await result
    } catch (error) {
      throw namedIfUnavailable(error, ProcessDataUnavailable)
    }
  }

  return {
    hasObjects: async (transactionId) => (await named(firstPage(transactionId))).length > 0,
    async erase(transactionId) {
      // What was deleted is not listed any more, so the first page is always the next one.
      for (let erased = 0; ; ) {
        const objects = await named(firstPage(transactionId))
        if (objects.length === 0) return erased
        const owner = ownerKey(transactionId)
        const others = objects.filter(({ Key }) => Key !== owner)
        const next = others.length > 0 ? others : objects
        await named(remove(next))
        erased += next.length
      }
    },
  }
}
