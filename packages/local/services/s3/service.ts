import type { EpochMs } from '../../clock/clock.ts'
import type { AccountRegion } from '../account-region.ts'
import type { AwsService } from '../aws-service.ts'
import { provisionEach, strictReport } from '../report.ts'
import { allowsPage } from './cors.ts'
import { s3Description } from './description.ts'
import { handleS3 } from './handle.ts'
import { provisionBucket } from './provision-bucket.ts'
import { removeBucket } from './remove-bucket.ts'
import { s3Request } from './request.ts'
import type { Denial } from './s3.ts'
import { StaleReads } from './stale-reads.ts'
import { S3Store } from './store/s3-store.ts'

export type S3Options = AccountRegion & {
  dataDir: string
  /** Time of day, for what clients compare with their own: Last-Modified, expiry of presigned URLs. Never scaled. */
  now?: () => EpochMs
  /** Why a caller may not do something. */
  denial: Denial
  /** There may be events in the outbox: called at the start, and after a request that put one there. */
  onNotice: (store: S3Store) => void
  /** No more is taken from it. */
  onStop?: () => void
}

export type S3Service = AwsService & {
  store: S3Store
  /** For tests: see StaleReads. */
  staleReads: StaleReads
}

/** S3: buckets and objects in `dataDir`, where they survive a crash. */
export function createS3({
  accountId,
  region,
  dataDir,
  now = Date.now,
  denial,
  onNotice,
  onStop,
}: S3Options): S3Service {
  const store = new S3Store(dataDir)
  const staleReads = new StaleReads((bucket, key) => store.objects.get(bucket, key))
  // Later: whoever caused the event gets his answer first.
  const noticed = () => void setImmediate(() => onNotice(store))

  return {
    ...s3Description,
    type: 'streamed',
    handle: handleS3({ store, staleReads, accountId, region, now, denial, noticed }),
    allowsPage: (request) => allowsPage(s3Request(request), store),
    store,
    staleReads,
    async deploy(stack, report = strictReport) {
      await provisionEach(stack.ofType('AWS::S3::Bucket'), report, (bucket) =>
        provisionBucket(store, bucket, now(), report),
      )
    },
    async remove({ type, name }) {
      if (type !== 'AWS::S3::Bucket' || !store.buckets.get(name)) return undefined
      return store.transaction(() => removeBucket(store, name)) ? undefined : 'there are objects in it'
    },
    start: () => onNotice(store),
    async stop() {
      onStop?.()
      store.close()
    },
  }
}
