import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import type { Aws } from './aws-cli.ts'
import type { Stack } from './stack.ts'

/** What the drivers of the workflows have in their hands: the deployed API, AWS SDK clients and the AWS CLI. */
export type Caller = {
  stack: Stack
  request: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>
  states: SFNClient
  s3: S3Client
  aws: Aws
}

/** A caller of the stack with the API key or other credentials, and SDK clients that find the emulator as they would find AWS. */
export function callerOf(
  stack: Stack,
  aws: Aws,
  env: Record<string, string>,
  credentials: Record<string, string> = { 'x-api-key': stack.apiKey },
): Caller {
  const client = {
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    region: env.AWS_REGION ?? '',
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
    disableHostPrefix: true, // StartSyncExecution would ask for sync-127.0.0.1
  }
  return {
    stack,
    request: async (method, path, body) => {
      const answer = await fetch(stack.api + path, {
        method,
        headers: { ...credentials, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: await answer.json() }
    },
    states: new SFNClient(client),
    s3: new S3Client(client),
    aws,
  }
}
