const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3')

const s3 = new S3Client({})

exports.handler = (event, context) => {
  const object = { Bucket: process.env.BUCKET, Key: event.detail.id, Body: JSON.stringify(event.detail) }
  s3.send(new PutObjectCommand(object)).then(() => context.done(null, 'kept'), context.done)
}
