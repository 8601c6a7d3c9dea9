import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** A DynamoDB client that remembers what it was sent and answers with `answer`. */
export function stubDynamodb(answer: (input: Record<string, unknown>) => unknown) {
  const sent: Record<string, unknown>[] = []
  const client = {
    async send({ input }: { input: Record<string, unknown> }) {
      sent.push(input)
      return answer(input)
    },
  }
  return { sent, client: client as unknown as DynamoDBClient }
}
