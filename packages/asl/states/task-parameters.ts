import type { TaskResource } from '../effects.ts'
import type { Json, JsonObject } from '../json.ts'
import { StateError } from '../state-error.ts'

/** The fields that an optimized integration cannot do without, by service and action. */
const REQUIRED: { [task: string]: string[] } = {
  'apigateway:invoke': ['ApiEndpoint', 'Method'],
  'dynamodb:deleteItem': ['Key', 'TableName'],
  'dynamodb:getItem': ['Key', 'TableName'],
  'dynamodb:putItem': ['Item', 'TableName'],
  'dynamodb:updateItem': ['Key', 'TableName'],
  'events:putEvents': ['Entries'],
  'lambda:invoke': ['FunctionName'],
  'sns:publish': ['Message'],
  'sqs:sendMessage': ['MessageBody', 'QueueUrl'],
  'states:startExecution': ['StateMachineArn'],
}

/** The fields that have a form of their own. */
const FORMS: { [task: string]: { [field: string]: (value: Json) => boolean } } = {
  'apigateway:invoke': { Headers: isMultimap, QueryParameters: isMultimap },
}

/**
 * Refuses what an optimized integration could not even be started with.
 * @throws StateError States.Runtime in AWS's words
 */
export function checkParameters(resource: TaskResource, parameters: Json): void {
  if (resource.type !== 'service') return
  const task = `${resource.service}:${resource.action}`
  const fields = isObject(parameters) ? parameters : {}
  const missing = (REQUIRED[task] ?? []).filter((field) => !(field in fields))
  const malformed = Object.entries(FORMS[task] ?? {}).filter(([field, fits]) => {
    const value = fields[field]
    return value !== undefined && value !== null && !fits(value)
  })
  const problems = [
    ...missing.map((field) => `The field '${field}' is required but was missing`),
    ...malformed.map(([field]) => `The value of the field '${field}' has an invalid format`),
  ]
  if (problems.length === 0) return
  const text = JSON.stringify(parameters)
  throw new StateError(
    'States.Runtime',
    `The Parameters '${text}' could not be used to start the Task: [${problems.join(', ')}]`,
  )
}

function isMultimap(value: Json): boolean {
  return isObject(value) && Object.values(value).every((list) => Array.isArray(list))
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
