import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SQSClient } from '@aws-sdk/client-sqs'
import { Refused } from './answer.ts'

export type Clients = ReturnType<typeof awsClients>

/** Clients that send each request once: who tries again is the load, which keeps the books. */
export function awsClients(endpoint: string) {
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'local' }
  const requestHandler = { requestTimeout: 20_000, throwOnRequestTimeout: true, connectionTimeout: 5_000 }
  const config = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1, requestHandler }
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    sfn: new SFNClient({ ...config, disableHostPrefix: true }),
    dynamodb: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
    destroy() {
      for (const client of [this.s3, this.sqs, this.sfn, this.dynamodb, this.events]) client.destroy()
    },
  }
}

export type Api = (
  method: string,
  path: string,
  options?: { body?: string; idempotencyKey?: string },
) => Promise<unknown>

/** The service's API. @throws Refused for what is not 2xx; whatever fetch throws when no answer comes */
export function apiClient(url: string, apiKey: () => string): Api {
  return async (method, path, { body, idempotencyKey } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'x-api-key': apiKey(),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(20_000),
    })
    const text = await response.text()
    if (!response.ok) throw new Refused(response.status, text)
    return JSON.parse(text)
  }
}
