const { DynamoDBClient, ScanCommand } = require('@aws-sdk/client-dynamodb')

const dynamo = new DynamoDBClient({})

exports.handler = async () => {
  const { Items } = await dynamo.send(new ScanCommand({ TableName: process.env.TABLE }))
  return { statusCode: 200, body: JSON.stringify(Items.map(({ id }) => id.S).sort()) }
}
