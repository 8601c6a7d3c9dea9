import { ofType, type Template } from './template.ts'

export type KeptData = {
  /** Logs stay, too, when the stack is removed. */
  keepLogs: boolean
  /** Tables refuse to be deleted and can be put back to any second of the last 35 days. */
  protectTables: boolean
}

/** The bucket of the Serverless Framework holds code; `sls remove` empties it. */
export const deploymentBucket = 'ServerlessDeploymentBucket'

const holdsData = new Set(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::DynamoDB::Table', 'AWS::KMS::Key'])

/**
 * Neither removing the stack nor replacing a resource deletes data; a bucket keeps its policy. What a deployment has just made is
 * deleted when that deployment fails, so that the next one finds its names free.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function keepData(template: Template, { keepLogs, protectTables }: KeptData): void {
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const kept = holdsData.has(resource.Type) || (keepLogs && resource.Type === 'AWS::Logs::LogGroup')
    if (!kept || logicalId.startsWith(deploymentBucket)) continue
    resource.DeletionPolicy ??= 'RetainExceptOnCreate'
    resource.UpdateReplacePolicy ??= 'Retain'
  }
  if (!protectTables) return
  for (const [, table] of ofType(template, 'AWS::DynamoDB::Table')) {
    table.DeletionProtectionEnabled ??= true
    table.PointInTimeRecoverySpecification ??= { PointInTimeRecoveryEnabled: true }
  }
}
