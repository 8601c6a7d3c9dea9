import * as z from 'zod'
import type { ResourcePolicies } from '../../iam/policy.ts'

/** The policies of buckets. */
export const bucketPolicies: ResourcePolicies = (resources) =>
  resources
    .filter(({ type }) => type === 'AWS::S3::BucketPolicy')
    .map(({ name, properties }) => {
      const { Bucket, PolicyDocument } = Properties.parse(properties)
      return { resourceArn: `arn:aws:s3:::${Bucket}`, name, document: PolicyDocument }
    })

const Properties = z.looseObject({ Bucket: z.string(), PolicyDocument: z.unknown() })
