import type { EpochMs } from '../../clock/clock.ts'
import { operationOf, type Service } from '../../endpoint/service.ts'
import { fullBucket, type TokenBucket, take } from '../../endpoint/token-bucket.ts'

/**
 * Bucket size and refill rate per second of the Step Functions actions, per account and region, as in us-east-1 for Standard
 * workflows. Actions that are not listed have no published quota.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-api-action-throttling-general
 */
const quotas: Readonly<Record<string, readonly [size: number, perSecond: number]>> = {
  CreateActivity: [100, 1],
  CreateStateMachine: [100, 1],
  CreateStateMachineAlias: [100, 1],
  DeleteActivity: [100, 1],
  DeleteStateMachine: [100, 1],
  DeleteStateMachineAlias: [100, 1],
  DeleteStateMachineVersion: [100, 1],
  DescribeActivity: [200, 1],
  DescribeExecution: [300, 15],
  DescribeMapRun: [200, 1],
  DescribeStateMachine: [200, 20],
  DescribeStateMachineAlias: [200, 1],
  DescribeStateMachineForExecution: [200, 1],
  GetActivityTask: [3000, 500],
  GetExecutionHistory: [400, 20],
  ListActivities: [100, 10],
  ListExecutions: [200, 5],
  ListMapRuns: [100, 1],
  ListStateMachineAliases: [100, 1],
  ListStateMachines: [100, 5],
  ListStateMachineVersions: [100, 1],
  ListTagsForResource: [100, 1],
  PublishStateMachineVersion: [100, 1],
  RedriveExecution: [1300, 300],
  SendTaskFailure: [3000, 500],
  SendTaskHeartbeat: [3000, 500],
  SendTaskSuccess: [3000, 500],
  StartExecution: [1300, 300],
  StopExecution: [1000, 200],
  TagResource: [200, 1],
  TestState: [50, 10],
  UntagResource: [200, 1],
  UpdateMapRun: [100, 1],
  UpdateStateMachine: [100, 1],
  UpdateStateMachineAlias: [100, 1],
  ValidateStateMachineDefinition: [100, 1],
}

/** Step Functions with AWS's token buckets in front: what exceeds one is answered ThrottlingException, as AWS does. */
export function throttled(stepFunctions: Service, now: () => EpochMs): Service {
  const buckets = new Map<string, TokenBucket>()
  const bucketOf = (action: string): TokenBucket | undefined => {
    const quota = Object.hasOwn(quotas, action) ? quotas[action] : undefined
    if (!quota) return undefined
    const bucket = buckets.get(action) ?? fullBucket(...quota, now())
    buckets.set(action, bucket)
    return bucket
  }

  return async (request) => {
    const bucket = bucketOf(operationOf(request))
    return bucket && !take(bucket, now()) ? rateExceeded : stepFunctions(request)
  }
}

const rateExceeded = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: 'com.amazon.coral.availability#ThrottlingException', message: 'Rate exceeded' }),
}
