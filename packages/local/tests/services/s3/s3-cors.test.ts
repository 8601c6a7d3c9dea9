import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { resource, role } from '../../../testing/template-resource.ts'
import { requestWith } from '../../support/raw-request.ts'

const rules = [
  { AllowedMethods: ['GET'], AllowedOrigins: ['*'], AllowedHeaders: ['x-api-key', 'X-Trace-*'], MaxAge: 60 },
  { AllowedMethods: ['PUT', 'HEAD'], AllowedOrigins: ['https://*.example'], ExposedHeaders: ['ETag'] },
]
let endpoint: Endpoint
let link: string
let developersLink: string
let deniedLink: string
beforeAll(async () => {
  endpoint = await startEndpoint({
    resources: [
      resource('AWS::S3::Bucket', 'shared', { CorsConfiguration: { CorsRules: rules } }),
      resource('AWS::S3::Bucket', 'closed'),
      role('reader', { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shared/part' }),
    ],
  })
  const developer = new S3Client({ ...endpoint.config, forcePathStyle: true })
  const reader = new S3Client({ ...endpoint.configOf('reader'), forcePathStyle: true })
  const part = { Bucket: 'shared', Key: 'part' }
  await developer.send(new PutObjectCommand({ ...part, Body: '"part"' }))
  link = await getSignedUrl(reader, new GetObjectCommand(part))
  developersLink = await getSignedUrl(developer, new GetObjectCommand(part))
  deniedLink = await getSignedUrl(reader, new GetObjectCommand({ Bucket: 'shared', Key: 'other' }))
})
afterAll(() => endpoint.stop())

/** As a browser asks before it sends `method` with these headers. */
const preflight = (url: string, origin: string, method: string, headers?: string) =>
  requestWith(url, 'OPTIONS', {
    origin,
    'access-control-request-method': method,
    ...(headers !== undefined && { 'access-control-request-headers': headers }),
  })
const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method'

test('a preflight is answered by the first rule that allows all of it', async () => {
  expect(await preflight(link, 'null', 'GET', 'x-trace-id,x-api-key')).toMatchObject({
    status: 200,
    body: '',
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'x-trace-id, x-api-key',
      'access-control-max-age': '60',
      vary,
    },
  })
  const put = await preflight(`${endpoint.url}/shared/new`, 'https://shop.example', 'PUT')
  expect(put).toMatchObject({
    status: 200,
    headers: {
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'PUT, HEAD',
      'access-control-expose-headers': 'ETag',
    },
  })
})

test.each([
  ['an origin', 'shared', 'http://shop.example', 'PUT', undefined, 'This CORS request is not allowed.'],
  ['a method', 'shared', 'https://shop.example', 'DELETE', undefined, 'This CORS request is not allowed.'],
  ['a header', 'shared', 'https://shop.example', 'GET', 'authorization', 'This CORS request is not allowed.'],
  [
    'a bucket without rules',
    'closed',
    'https://shop.example',
    'GET',
    undefined,
    'CORS is not enabled for this bucket.',
  ],
])('%s that no rule allows is refused', async (_, bucket, origin, method, headers, message) => {
  const answer = await preflight(`${endpoint.url}/${bucket}/part`, origin, method, headers)

  expect(answer.status).toBe(403)
  expect(answer.body).toContain(`<Code>AccessForbidden</Code><Message>CORSResponse: ${message}`)
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
})

test('a page reads what it has a link to, and why a link does not work', async () => {
  expect(await requestWith(link, 'GET', { origin: 'null', 'x-api-key': 'k' })).toMatchObject({
    status: 200,
    body: '"part"',
    headers: { 'access-control-allow-origin': '*', vary },
  })
  expect(await requestWith(deniedLink, 'GET', { origin: 'null' })).toMatchObject({
    status: 403,
    body: expect.stringContaining('<Code>AccessDenied</Code>'),
    headers: { 'access-control-allow-origin': '*' },
  })
  const withoutOrigin = await requestWith(link, 'GET', {})
  expect(withoutOrigin.status).toBe(200)
  expect(withoutOrigin.headers).not.toHaveProperty('access-control-allow-origin')
})

test('no page reads as the developer, whose signature it could make up, nor what no rule allows', async () => {
  for (const [method, url] of [
    ['GET', developersLink],
    ['PUT', link],
    ['DELETE', link],
  ] as const) {
    const answer = await requestWith(url, method, { origin: 'http://shop.example' })
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined])
  }
})
