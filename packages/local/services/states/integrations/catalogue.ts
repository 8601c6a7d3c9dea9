import type { TaskResource } from '@sfs3/asl'
import { hasOperation } from './aws-sdk/operations.ts'
import { hasAction } from './sdk/clients.ts'
import { type SdkServiceName, sdkServices } from './sdk/services.ts'

type IntegrationPattern = Extract<TaskResource, { type: 'service' }>['pattern']

const answer = ['requestResponse'] as const
const job = ['requestResponse', 'sync'] as const
const callback = ['requestResponse', 'waitForTaskToken'] as const
const all = ['requestResponse', 'sync', 'waitForTaskToken'] as const

/** The actions of a service, each with the same patterns. */
const each = (service: string, patterns: readonly IntegrationPattern[], ...actions: string[]) =>
  actions.map((action) => [`${service}:${action}`, patterns] as const)

/**
 * Every optimized integration of AWS with its patterns, whether the local region runs it or not.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
const optimized: ReadonlyMap<string, readonly IntegrationPattern[]> = new Map([
  ...each('apigateway', callback, 'invoke'),
  ...each('athena', job, 'startQueryExecution'),
  ...each('athena', answer, 'stopQueryExecution', 'getQueryExecution', 'getQueryResults'),
  ...each('batch', job, 'submitJob'),
  ...each('bedrock', answer, 'invokeModel'),
  ...each('bedrock', job, 'createModelCustomizationJob'),
  ...each('codebuild', job, 'startBuild', 'startBuildBatch', 'retryBuild', 'retryBuildBatch'),
  ...each('codebuild', answer, 'stopBuild', 'stopBuildBatch', 'batchDeleteBuilds', 'batchGetReports'),
  ...each('codebuild', answer, 'deleteBuildBatch', 'batchGetBuilds', 'batchGetBuildBatches'),
  ...each('databrew', job, 'startJobRun'),
  ...each('dynamodb', answer, 'getItem', 'putItem', 'updateItem', 'deleteItem'),
  ...each('ecs', all, 'runTask'),
  ...each('eks', job, 'createCluster', 'deleteCluster', 'createFargateProfile', 'deleteFargateProfile'),
  ...each('eks', job, 'createNodegroup', 'deleteNodegroup', 'runJob'),
  ...each('eks', answer, 'call'),
  ...each('elasticmapreduce', job, 'createCluster', 'terminateCluster', 'addStep'),
  ...each('elasticmapreduce', answer, 'cancelStep', 'setClusterTerminationProtection'),
  ...each('elasticmapreduce', answer, 'modifyInstanceFleetByName', 'modifyInstanceGroupByName'),
  ...each('emr-containers', job, 'createVirtualCluster', 'deleteVirtualCluster', 'startJobRun'),
  ...each('emr-serverless', job, 'createApplication', 'startApplication', 'stopApplication', 'deleteApplication'),
  ...each('emr-serverless', job, 'startJobRun', 'cancelJobRun'),
  ...each('events', callback, 'putEvents'),
  ...each('glue', job, 'startJobRun'),
  ...each('http', answer, 'invoke'),
  ...each('lambda', callback, 'invoke'),
  ...each('mediaconvert', job, 'createJob'),
  ...each('sagemaker', answer, 'createEndpoint', 'createEndpointConfig', 'createModel', 'updateEndpoint'),
  ...each('sagemaker', job, 'createHyperParameterTuningJob', 'createLabelingJob', 'createProcessingJob'),
  ...each('sagemaker', job, 'createTrainingJob', 'createTransformJob'),
  ...each('sns', callback, 'publish'),
  ...each('sqs', callback, 'sendMessage'),
  ...each('states', [...all, 'sync:2'], 'startExecution'),
])

/** Whether AWS has what a Task state calls. What of it the local region runs is another question: mocks stand in for the rest. */
export async function existsOnAws(resource: TaskResource): Promise<boolean> {
  if (resource.type !== 'service') return true
  const { service, action, pattern } = resource
  if (!service.startsWith('aws-sdk:')) return optimized.get(`${service}:${action}`)?.includes(pattern) ?? false
  if (pattern.startsWith('sync') || !/^[a-z]/.test(action)) return false
  const name = service.slice('aws-sdk:'.length)
  return name in sdkServices ? hasAction(name as SdkServiceName, action) : hasOperation(name, action)
}
