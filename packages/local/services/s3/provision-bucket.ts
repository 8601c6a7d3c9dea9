import * as z from 'zod'
import type { EpochMs } from '../../clock/clock.ts'
import { notCarriedOut, type Report } from '../report.ts'
import type { TemplateResource } from '../template-resource.ts'
import { CorsConfiguration } from './cors.ts'
import { notificationTargets } from './notification-targets.ts'
import type { S3Store } from './store/s3-store.ts'

/** Creates the bucket or gives the one that exists its new configuration; objects stay. @throws ZodError */
export function provisionBucket(store: S3Store, resource: TemplateResource, now: EpochMs, report: Report): void {
  for (const property of Object.keys(resource.properties))
    if (!properties.has(property)) report.notRun(notCarriedOut(resource, property))

  notificationTargets(resource.properties, '', '') // throws for a configuration that is none
  const { Status } = VersioningConfiguration.parse(resource.properties.VersioningConfiguration ?? {})
  if (Status === 'Suspended') report.notRun(notCarriedOut(resource, 'VersioningConfiguration.Status Suspended'))

  if (resource.properties.CorsConfiguration) CorsConfiguration.parse(resource.properties.CorsConfiguration)

  const { name } = resource
  store.transaction(() => {
    const createdAt = store.buckets.get(name)?.createdAt ?? now
    store.buckets.put({ name, createdAt, configuration: resource.properties })
  })
}

/** What is carried out (encryption, events, CORS) or harmless to accept. DIFFERENCES.md says which is which. */
const properties = new Set([
  'AccessControl',
  'BucketName',
  'BucketEncryption',
  'CorsConfiguration',
  'LifecycleConfiguration',
  'NotificationConfiguration',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'Tags',
  'VersioningConfiguration',
])

const VersioningConfiguration = z.object({ Status: z.enum(['Enabled', 'Suspended']).optional() })
