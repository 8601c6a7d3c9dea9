const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb')

const dynamo = new DynamoDBClient({})

exports.handler = async ({ Records }) => {
  const batchItemFailures = []
  for (const { messageId, body } of Records) {
    const { id, amount } = JSON.parse(body)
    if (amount < 0) batchItemFailures.push({ itemIdentifier: messageId })
    else await dynamo.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: id } } }))
  }
  return { batchItemFailures }
}
