import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { roleCredentials } from '../../../iam/credentials.ts'
import { LambdaHost } from '../../../services/lambda/host.ts'
import { dropLogs } from '../../../services/lambda/logs.ts'
import { systemClock } from '../../support/clocks.ts'
import { Functions } from '../../support/functions.ts'

/** Stands for the region's endpoint: says which host was asked for what. */
let region: Server
let functions: Functions
let host: LambdaHost

beforeAll(async () => {
  region = createServer((request, response) => {
    response.setHeader('x-host', request.headers.host ?? '')
    response.end(`${request.method} ${request.headers.host}${request.url}`)
  }).listen(0, '127.0.0.1')
  await once(region, 'listening')
  functions = await Functions.create()
  host = new LambdaHost({
    accountId: '000000000000',
    region: 'us-east-1',
    bundles: functions,
    clock: systemClock,
    awsEndpoint: `http://127.0.0.1:${(region.address() as AddressInfo).port}`,
    credentialsOf: roleCredentials(Buffer.alloc(32)),
    logs: dropLogs,
  })
  host.deploy([functions.add('caller', code)])
})
afterAll(async () => {
  await host.stop()
  functions.remove()
  region.close()
})

/** Calls an address with one of Node's clients, and tells what was answered. */
const code = `
import http from 'node:http'
import https, { request } from 'node:https'
import tls from 'node:tls'
const read = (resolve, reject) => (response) => {
  let text = ''
  response.on('data', (chunk) => { text += chunk }).on('end', () => resolve(text)).on('error', reject)
}
const clients = {
  http: (url) => new Promise((resolve, reject) => http.get(url, read(resolve, reject)).on('error', reject)),
  https: (url) => new Promise((resolve, reject) => request(url, { agent: new https.Agent({ keepAlive: true }) }, read(resolve, reject)).on('error', reject).end()),
  fetch: async (url) => (await fetch(url)).text(),
  tls: (url) => new Promise((resolve, reject) => {
    const { hostname } = new URL(url)
    const socket = tls.connect(443, hostname, { servername: hostname }, () => {
      socket.write('GET /raw HTTP/1.1\\r\\nHost: ' + hostname + '\\r\\nConnection: close\\r\\n\\r\\n')
    })
    let text = ''
    socket.on('data', (chunk) => { text += chunk }).on('end', () => resolve(text.split('\\r\\n').at(-1) || text)).on('error', reject)
  }),
}
export const handler = async ({ client, url }) => {
  try { return await clients[client](url) } catch (error) { return 'failed: ' + (error.cause ?? error).message }
}`

async function call(client: string, url: string): Promise<unknown> {
  return JSON.parse((await host.invoke('caller', JSON.stringify({ client, url }))).payload)
}

test.each([
  [
    'https',
    'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
    'GET sqs.eu-west-1.amazonaws.com/123456789012/jobs',
  ],
  ['https', 'https://data.s3.amazonaws.com/a%20b', 'GET data.s3.amazonaws.com/a%20b'],
  ['http', 'http://data.s3-eu-west-1.amazonaws.com/a', 'GET data.s3-eu-west-1.amazonaws.com/a'],
  ['fetch', 'https://dynamodb.cn-north-1.amazonaws.com.cn/', 'GET dynamodb.cn-north-1.amazonaws.com.cn/'],
  ['fetch', 'https://sqs.us-east-1.api.aws/', 'GET sqs.us-east-1.api.aws/'],
])('a name of AWS leads to the region: %s %s', async (client, url, answer) => {
  expect(await call(client, url)).toBe(answer)
})

test('a connection of TLS that a package opens itself leads there too', async () => {
  expect(await call('tls', 'https://lambda.us-east-1.amazonaws.com')).toContain('lambda.us-east-1.amazonaws.com/raw')
})

test('there are no credentials of the machine that it runs on', async () => {
  expect(await call('http', 'http://169.254.169.254/latest/meta-data/iam/security-credentials/')).toBe(
    'failed: 169.254.169.254 gives credentials to machines of AWS, and this is the local region',
  )
})

test('other names go where they went', async () => {
  const { port } = region.address() as AddressInfo
  expect(await call('fetch', `http://127.0.0.1:${port}/notamazonaws.com`)).toBe(
    `GET 127.0.0.1:${port}/notamazonaws.com`,
  )
})
