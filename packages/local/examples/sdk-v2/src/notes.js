const AWS = require('aws-sdk')
const { respond } = require('../lib/respond')

const documents = new AWS.DynamoDB.DocumentClient()
const s3 = new AWS.S3()
const sqs = new AWS.SQS()

module.exports.save = (event, context, callback) => {
  const note = { id: event.pathParameters.id, text: event.body }
  documents.put({ TableName: process.env.TABLE, Item: note }, (error) => {
    if (error) return callback(error)
    s3.putObject({ Bucket: process.env.BUCKET, Key: `${note.id}.txt`, Body: note.text }, (failure) => {
      if (failure) return callback(failure)
      sqs.sendMessage({ QueueUrl: process.env.QUEUE, MessageBody: note.id }, (refusal, sent) => {
        callback(refusal, respond(201, { id: note.id, messageId: sent && sent.MessageId }))
      })
    })
  })
}

module.exports.read = async (event) => {
  const { id } = event.pathParameters
  const { Item } = await documents.get({ TableName: process.env.TABLE, Key: { id } }).promise()
  if (!Item) return respond(404, { message: 'no such note' })
  const { Body } = await s3.getObject({ Bucket: process.env.BUCKET, Key: `${id}.txt` }).promise()
  return respond(200, { text: Item.text, file: Body.toString() })
}

// CloudWatch is not run locally: nothing of it may reach AWS.
module.exports.measure = async () => {
  const metrics = new AWS.CloudWatch({ maxRetries: 0 })
  try {
    await metrics.putMetricData({ Namespace: 'notes', MetricData: [{ MetricName: 'notes', Value: 1 }] }).promise()
    return respond(200, {})
  } catch (error) {
    return respond(501, { code: error.code, message: error.message })
  }
}
