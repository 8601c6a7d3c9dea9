import type { TaskResource } from '@sfs3/asl'
import { awsSdk } from './aws-sdk.ts'
import { dynamodb } from './dynamodb.ts'
import { events } from './events.ts'
import type { Integration } from './integration.ts'
import { lambda, lambdaFunction } from './lambda.ts'
import { type CallSdk, hasAction } from './sdk-clients.ts'
import { type SdkServiceName, sdkServices } from './sdk-services.ts'
import { sns } from './sns.ts'
import { sqs } from './sqs.ts'
import { type StartedEarlier, states } from './states.ts'

/** What a Task state's resource calls; undefined when the local region does not have it. */
export type IntegrationOf = (resource: TaskResource) => Integration | undefined

export function integrations(
  call: CallSdk,
  lambdaOptions: Parameters<typeof lambda>[0],
  startedEarlier: StartedEarlier,
): IntegrationOf {
  const optimised: Readonly<Record<string, Readonly<Record<string, Integration>>>> = {
    lambda: lambda(lambdaOptions),
    sqs: sqs(call),
    sns: sns(call),
    dynamodb: dynamodb(call),
    events: events(call),
    states: states(call, startedEarlier),
  }
  return (resource) => {
    if (resource.type === 'lambda') return lambdaFunction(lambdaOptions, resource.functionArn)
    if (resource.type === 'activity') return undefined
    const sdkService = sdkServiceOf(resource.service)
    return sdkService ? awsSdk(call, sdkService, resource.action) : optimised[resource.service]?.[resource.action]
  }
}

/** The optimised integrations with the patterns that they have on AWS. */
const patterns: Readonly<Record<string, readonly string[]>> = {
  'lambda:invoke': ['requestResponse', 'waitForTaskToken'],
  'sqs:sendMessage': ['requestResponse', 'waitForTaskToken'],
  'sns:publish': ['requestResponse', 'waitForTaskToken'],
  'events:putEvents': ['requestResponse', 'waitForTaskToken'],
  'states:startExecution': ['requestResponse', 'sync', 'sync:2', 'waitForTaskToken'],
  'dynamodb:getItem': ['requestResponse'],
  'dynamodb:putItem': ['requestResponse'],
  'dynamodb:updateItem': ['requestResponse'],
  'dynamodb:deleteItem': ['requestResponse'],
}

/** Whether a Task state with this resource can run here. */
export async function isIntegrated(resource: TaskResource): Promise<boolean> {
  if (resource.type !== 'service') return true
  const sdkService = sdkServiceOf(resource.service)
  if (sdkService === undefined)
    return patterns[`${resource.service}:${resource.action}`]?.includes(resource.pattern) ?? false
  return !resource.pattern.startsWith('sync') && (await hasAction(sdkService, resource.action))
}

function sdkServiceOf(service: string): SdkServiceName | undefined {
  const [prefix, name] = service.split(':')
  return prefix === 'aws-sdk' && name !== undefined && name in sdkServices ? (name as SdkServiceName) : undefined
}
