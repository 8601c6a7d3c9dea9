import type { Json, JsonObject } from '@sfs3/asl'
import { inputOf } from '../../endpoint/json-input.ts'
import { type AwsRequest, operationOf } from '../../endpoint/service.ts'
import type { Permission } from '../../iam/permission.ts'
import type { AccountRegion } from '../account-region.ts'
import { operationOfMember } from './transactions.ts'

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export function dynamodbPermissions(request: AwsRequest, at: AccountRegion): Permission[] {
  const operation = operationOf(request)
  const input = inputOf(request)
  if (operation.startsWith('Transact')) return ofTransaction(input, at)
  return ofOperation(operation, input, at)
}

/** AWS asks for each item of a transaction what it asks for the operation by itself. */
function ofTransaction({ TransactItems }: JsonObject, at: AccountRegion): Permission[] {
  const items = (Array.isArray(TransactItems) ? TransactItems : []).flatMap((item) => Object.entries(objectOf(item)))
  return items.flatMap(([member, input]) => ofOperation(operationOfMember[member] ?? member, objectOf(input), at))
}

function ofOperation(operation: string, input: JsonObject, at: AccountRegion): Permission[] {
  const action = `dynamodb:${operation}`
  return resourcesOf(operation, input, at).map((resource) => ({ action, resource, context: keysOf(input) }))
}

function resourcesOf(operation: string, input: JsonObject, { accountId, region }: AccountRegion): string[] {
  const tableArn = (name: string) =>
    name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${accountId}:table/${name}`
  if (operation === 'ListTables') return [`arn:aws:dynamodb:${region}:${accountId}:table/*`]
  if (operation.startsWith('Batch')) return Object.keys(objectOf(input.RequestItems)).map(tableArn)
  if (typeof input.ResourceArn === 'string') return [input.ResourceArn]
  const table = tableArn(String(input.TableName ?? '*'))
  return [typeof input.IndexName === 'string' ? `${table}/index/${input.IndexName}` : table]
}

function keysOf(input: JsonObject): Record<string, string | string[]> {
  const attributes = [...Object.keys(objectOf(input.Key)), ...Object.keys(objectOf(input.Item))]
  return {
    ...(attributes.length > 0 && { 'dynamodb:Attributes': attributes }),
    ...(typeof input.Select === 'string' && { 'dynamodb:Select': input.Select }),
    ...(typeof input.ReturnValues === 'string' && { 'dynamodb:ReturnValues': input.ReturnValues }),
  }
}

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
