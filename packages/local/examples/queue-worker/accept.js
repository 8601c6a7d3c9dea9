const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs')

const sqs = new SQSClient({})

exports.handler = async ({ body }) => {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: body }))
  return { statusCode: 202, body: '' }
}
