import { arn, named, type ResourceTypes } from '../../cloudformation/resource-types.ts'

export const dynamodbResourceTypes: ResourceTypes = {
  'AWS::DynamoDB::Table': named(
    'TableName',
    'runs',
    (name, at) => arn('dynamodb', `table/${name}`, at),
    (name, at) => ({ StreamArn: arn('dynamodb', `table/${name}/stream/local`, at) }),
  ),
}
