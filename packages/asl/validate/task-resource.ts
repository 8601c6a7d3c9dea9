import type { Json } from '../json.ts'
import { text } from './check.ts'
import type { Place } from './place.ts'

/** Integrations without the Run a Job pattern, and without callbacks, as AWS's table of optimized integrations has them. */
const WITHOUT_SYNC = ['lambda', 'sns', 'sqs', 'dynamodb', 'events', 'apigateway', 'aws-sdk']
const WITHOUT_CALLBACK = [
  'athena',
  'batch',
  'codebuild',
  'elasticmapreduce',
  'glue',
  'dynamodb',
  'sagemaker',
  'databrew',
]

const LAMBDA_OR_ACTIVITY = /^arn:aws[\w-]*:(lambda:[\w-]+:[\w-]+:function:.+|states:[\w-]+:[\w-]+:activity:.+|swf:.+)$/
const INTEGRATION = /^arn:aws[\w-]*:states:[\w-]*:(?:\d{12})?:(?<service>aws-sdk|[\w-]+):(?<action>.+)$/

/** What a Task state calls. @see https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html */
export function taskResource(value: Json, at: Place): void {
  if (typeof value !== 'string') return text(value, at)
  if (!value.startsWith('arn:')) return at.malformed('Value is not a valid resource ARN')
  if (LAMBDA_OR_ACTIVITY.test(value)) return checkActivity(value, at)
  const { service, action } = INTEGRATION.exec(value)?.groups ?? {}
  if (service === undefined || action === undefined) return at.malformed('Value is not a valid resource ARN')
  if (!isRecognized(service, action)) return at.malformed(unrecognized(value))
  checkPattern(action, at)
}

function checkActivity(arn: string, at: Place): void {
  if (at.scope.machineType === 'EXPRESS' && arn.includes(':activity:')) {
    at.malformed('Express state machine does not support Activity ARN')
  }
}

function isRecognized(service: string, action: string): boolean {
  if (/\.sync(:2)?$/.test(action) && WITHOUT_SYNC.includes(service)) return false
  if (action.endsWith('.sync:2') && service !== 'states') return false
  return !(action.endsWith('.waitForTaskToken') && WITHOUT_CALLBACK.includes(service))
}

function unrecognized(arn: string): string {
  const why = 'The value is not a valid resource ARN, or the resource is not available in this region.'
  return `The resource provided ${arn} is not recognized. ${why}`
}

function checkPattern(action: string, at: Place): void {
  const pattern = /(\.sync|\.waitForTaskToken)(:2)?$/.exec(action)?.[1]
  if (pattern && at.scope.machineType === 'EXPRESS') {
    // AWS's message ends in a space.
    at.malformed(`Express state machine does not support '${pattern}' service integration `)
  }
}
