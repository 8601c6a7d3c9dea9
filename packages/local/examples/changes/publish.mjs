import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'

const sns = new SNSClient()

export const handler = async ({ Records }) => {
  for (const { dynamodb } of Records)
    await sns.send(
      new PublishCommand({
        TopicArn: process.env.TOPIC,
        Message: dynamodb.NewImage.name.S,
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'person' } },
      }),
    )
}
