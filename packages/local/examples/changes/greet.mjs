import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'

const dynamo = new DynamoDBClient()

export const handler = async ({ Records }) => {
  for (const { Sns } of Records)
    await dynamo.send(new PutItemCommand({ TableName: process.env.GREETED, Item: { name: { S: Sns.Message } } }))
}
