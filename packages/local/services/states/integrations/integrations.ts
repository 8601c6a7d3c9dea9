import type { Json, TaskResource } from '@sfs3/asl'
import type { AwaitJob, Integration, IntegrationOf, Services, TaskRequest } from './integration.ts'
import { invokeFunction, lambdaFunction } from './invoke-function.ts'
import { putEvents } from './put-events.ts'
import { type SdkServiceName, sdkServices } from './sdk/services.ts'
import { awsSdkOperation, optimizedOperation } from './sdk-operation.ts'
import { endOfExecution, startExecution } from './start-execution.ts'

type OptimizedIntegration = {
  run: Integration
  /** Of an integration with `.sync`. */
  awaitJob?: AwaitJob
}

/**
 * Every optimized integration of the local region, by service and action. `aws-sdk:` integrations are those of `sdkServices`.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
const optimizedIntegrations: Readonly<Record<string, OptimizedIntegration>> = {
  'lambda:invoke': { run: invokeFunction },
  'sqs:sendMessage': { run: optimizedOperation('sqs', 'sendMessage') },
  'sns:publish': { run: optimizedOperation('sns', 'publish') },
  'events:putEvents': { run: putEvents },
  'states:startExecution': { run: startExecution, awaitJob: endOfExecution },
  'dynamodb:getItem': { run: optimizedOperation('dynamodb', 'getItem') },
  'dynamodb:putItem': { run: optimizedOperation('dynamodb', 'putItem') },
  'dynamodb:updateItem': { run: optimizedOperation('dynamodb', 'updateItem') },
  'dynamodb:deleteItem': { run: optimizedOperation('dynamodb', 'deleteItem') },
}

/** The integrations of one region. */
export function createIntegrations(services: Services): {
  integrationOf: IntegrationOf
  /** Waits for the job that a `.sync` request started. */
  awaitJob: (request: TaskRequest, submitted: Json) => Promise<Json>
} {
  return {
    integrationOf(resource) {
      const integration = integrationFor(resource)
      return integration && ((request) => integration(request, services))
    },
    async awaitJob(request, submitted) {
      const awaitJob = optimizedFor(request.resource)?.awaitJob
      if (!awaitJob) throw new Error(`${request.state} asks for a job, which its integration does not run`)
      return awaitJob(request, submitted, services)
    },
  }
}

function integrationFor(resource: TaskResource): Integration | undefined {
  if (resource.type === 'lambda') return lambdaFunction(resource.functionArn)
  if (resource.type === 'activity') return undefined
  const sdkService = sdkServiceOf(resource.service)
  return sdkService ? awsSdkOperation(sdkService, resource.action) : optimizedFor(resource)?.run
}

function optimizedFor(resource: TaskResource): OptimizedIntegration | undefined {
  if (resource.type !== 'service') return undefined
  const name = `${resource.service}:${resource.action}`
  return Object.hasOwn(optimizedIntegrations, name) ? optimizedIntegrations[name] : undefined
}

function sdkServiceOf(service: string): SdkServiceName | undefined {
  const [prefix, name] = service.split(':')
  return prefix === 'aws-sdk' && name !== undefined && name in sdkServices ? (name as SdkServiceName) : undefined
}
