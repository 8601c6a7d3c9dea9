import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { accessKeyIdOf } from '../../iam/credentials.ts'
import { type Endpoint, startEndpoint } from '../../testing/aws-endpoint.ts'
import { role } from '../../testing/template-resource.ts'

let endpoint: Endpoint
let dataDir: string
/** How far S3's clock is ahead. */
let aheadMs = 0

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sfs3-signatures-'))
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
  endpoint = await startEndpoint({
    dataDir,
    now: () => Date.now() + aheadMs,
    resources: [role('worker', everything), role('admin', everything)],
    services: { lambda: async ({ body }) => ({ status: 200, headers: {}, body }) },
  })
  const s3 = new S3Client(endpoint.config)
  await s3.send(new CreateBucketCommand({ Bucket: 'data' }))
  for (const Key of ['a b+c/é', 'other']) await s3.send(new PutObjectCommand({ Bucket: 'data', Key, Body: Key }))
})
afterAll(async () => {
  await endpoint.close()
  await rm(dataDir, { recursive: true })
})

/** What a function can make up about another role: its key id follows from its name. */
const forged = () => ({
  ...endpoint.config,
  credentials: { accessKeyId: accessKeyIdOf('admin'), secretAccessKey: 'local', sessionToken: 'worker' },
})

describe('a role', () => {
  test('speaks to every service with what it was given', async () => {
    const worker = endpoint.configOf('worker')
    const s3 = new S3Client({ ...worker, forcePathStyle: true })

    expect(await new STSClient(worker).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: 'arn:aws:sts::000000000000:assumed-role/worker/worker',
    })
    await new DynamoDBClient(worker).send(new ListTablesCommand({}))
    await new SQSClient(worker).send(new ListQueuesCommand({}))
    const invoke = new InvokeCommand({
      FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      Payload: Buffer.from('{"a":1}'),
    })
    expect((await new LambdaClient(worker).send(invoke)).Payload?.transformToString()).toBe('{"a":1}')
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'x*(y)/~', Body: 'z', ContentType: 'text/plain' }))
    const got = await s3.send(new GetObjectCommand({ Bucket: 'data', Key: 'a b+c/é' }))
    expect(await got.Body?.transformToString()).toBe('a b+c/é')
  })

  test('cannot speak as another by computing its key id', async () => {
    const message = expect.stringMatching(
      /^The request signature we calculated does not match the signature you provided/,
    )

    await expect(new DynamoDBClient(forged()).send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message,
    })
    await expect(
      new S3Client(forged()).send(new GetObjectCommand({ Bucket: 'data', Key: 'other' })),
    ).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      message,
    })
    await expect(
      new SNSClient(forged()).send(new PublishCommand({ TopicArn: 't', Message: 'm' })),
    ).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    })
    await expect(new LambdaClient(forged()).send(new InvokeCommand({ FunctionName: 'f' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    })
  })

  test('cannot give itself the session of another', async () => {
    const worker = endpoint.configOf('worker')
    const credentials = { ...worker.credentials, sessionToken: 'somebody' }
    const sts = new STSClient({ ...worker, credentials })

    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
  })
})

test('developers sign with whatever they like', async () => {
  const credentials = { accessKeyId: 'AKIAANYBODY', secretAccessKey: 'anything' }
  const answer = await new STSClient({ ...endpoint.config, credentials }).send(new GetCallerIdentityCommand({}))

  expect(answer.Arn).toBe('arn:aws:iam::000000000000:user/developer')
})

describe('a URL that a role presigned', () => {
  const presigned = async (command = new GetObjectCommand({ Bucket: 'data', Key: 'a b+c/é' }), expiresIn = 60) => {
    const s3 = new S3Client({ ...endpoint.configOf('worker'), forcePathStyle: true })
    return new URL(await getSignedUrl(s3, command as GetObjectCommand, { expiresIn }))
  }
  const codeOf = async (url: URL, init?: RequestInit) => {
    const response = await fetch(url, init)
    const text = await response.text()
    return [response.status, /<Code>(\w+)</.exec(text)?.[1] ?? text]
  }

  test('opens, until its time is up', async () => {
    const url = await presigned()

    expect(await codeOf(url)).toEqual([200, 'a b+c/é'])
    aheadMs = 61_000
    expect(await codeOf(url)).toEqual([403, 'AccessDenied'])
    aheadMs = 0
  })

  test('is of one key, one method and one time', async () => {
    const key = await presigned()
    key.pathname = '/data/other'
    const time = await presigned()
    time.searchParams.set('X-Amz-Expires', '604800')
    const query = await presigned()
    query.searchParams.set('versionId', 'null')
    const signature = await presigned()
    signature.searchParams.set('X-Amz-Signature', '0'.repeat(64))

    for (const url of [key, time, query, signature]) expect(await codeOf(url)).toEqual([403, 'SignatureDoesNotMatch'])
    expect(await codeOf(await presigned(), { method: 'DELETE' })).toEqual([403, 'SignatureDoesNotMatch'])
  })

  test('takes no headers of S3 that it does not name', async () => {
    const put = await presigned(new PutObjectCommand({ Bucket: 'data', Key: 'put' }) as never)
    const headers = { 'x-amz-copy-source': '/data/other' }

    expect(await codeOf(put, { method: 'PUT', headers })).toEqual([403, 'AccessDenied'])
    expect((await codeOf(put, { method: 'PUT', body: 'mine' }))[0]).toBe(200)
  })

  test('of the older version is not taken', async () => {
    const query = new URLSearchParams({
      AWSAccessKeyId: accessKeyIdOf('worker'),
      Expires: '9999999999',
      Signature: 'x',
    })

    expect(await codeOf(new URL(`${endpoint.url}/data/other?${query}`))).toEqual([400, 'InvalidRequest'])
  })

  test('works after a restart, as the secret is kept, for its owner alone', async () => {
    const url = await presigned()
    endpoint = await endpoint.restart()
    const status = await new Promise((resolve, reject) => {
      const { host } = url // what was signed
      httpRequest(endpoint.url + url.pathname + url.search, { headers: { host } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })

    expect(status).toBe(200)
    expect(statSync(join(dataDir, 'role-secret')).mode & 0o777).toBe(0o600)
  })
})
