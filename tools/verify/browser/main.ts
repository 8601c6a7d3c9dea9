import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Browser } from 'playwright-core'
import { compileService } from '../../../packages/local/cloudformation/compiler.ts'
import { freePorts } from '../../../packages/local/ports.ts'
import { type Region, startRegion } from '../../../packages/local/region.ts'
import { step } from '../step.ts'
import { until } from '../until.ts'
import { type Attempt, attack } from './attack.ts'
import { callFrom } from './call-from.ts'
import { startChromium } from './chromium.ts'
import { type Pages, startPages } from './pages.ts'

// `npm run verify -- browser`: a page of somebody else, read in Chromium, does nothing to the region; its own page
// works, and so does one of an origin that the template allows.

const folder = mkdtempSync(join(tmpdir(), 'sfs3-browser-'))
let region: Region | undefined
let browser: Browser | undefined
let pages: Pages | undefined
let shop: Pages | undefined
try {
  browser = await step('start Chromium', startChromium)
  pages = await startPages('evil.example')
  shop = await startPages('shop.example')
  const { origin, requests } = pages
  const corsOrigins = `--param=corsOrigins=https://shop.example,${shop.origin}`
  const { apiUrl, awsUrl, environment, companions } = await step('start a region', async () => {
    const serviceDir = process.cwd()
    const compiled = await compileService(serviceDir, [corsOrigins])
    const dataDir = join(folder, 'data')
    region = await startRegion({ serviceDir, dataDir, compiled, ports: freePorts, companions: true })
    return region
  })
  const sampleUrl = Object.values(companions)[0] ?? ''
  const QueueUrl = environment.QUEUE_URL ?? ''
  const aws = {
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'developer', secretAccessKey: 'local' },
  }
  const s3 = new S3Client({ ...aws, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'pages' }))
  await s3.send(new PutObjectCommand({ Bucket: 'pages', Key: 'kept', Body: 'kept', ContentType: 'text/plain' }))
  const before = await state(aws, QueueUrl)

  const attempts = (to: { aws: string; api: string; sample: string }): Attempt[] => [
    { method: 'POST', url: `${to.sample}/p1`, body: '{"orderNumber":1}' },
    { method: 'GET', url: `${to.sample}/pending` },
    { method: 'POST', url: `${to.api}/start-process`, body: '{}' },
    { method: 'POST', url: `${to.aws}/?${credential('states')}`, body: '{}' },
    {
      method: 'POST',
      url: `${to.aws}/pages?delete&${credential('s3')}`,
      body: '<Delete><Object><Key>kept</Key></Object></Delete>',
    },
    {
      method: 'GET',
      url: `${to.aws}/?Action=SendMessage&MessageBody=evil&QueueUrl=${encodeURIComponent(QueueUrl)}&${credential('sqs')}`,
    },
  ]
  const page = await browser.newPage()

  await step('the attacks reach a server that minds nothing', async () => {
    await page.goto(origin)
    const server = origin.replace('evil.example', '127.0.0.1')
    await attack(page, attempts({ aws: server, api: server, sample: server }))
    const counts = Object.groupBy(requests, (request) => request.split('?')[0] ?? '')
    assert.ok((counts['POST /p1']?.length ?? 0) >= 3, `POST /p1 came ${counts['POST /p1']?.length} times`)
    assert.ok((counts['GET /pending']?.length ?? 0) >= 3, `GET /pending came ${counts['GET /pending']?.length} times`)
  })
  await step('a page of another origin changes nothing', async () => {
    await page.goto(origin)
    await attack(page, attempts({ aws: awsUrl, api: apiUrl, sample: sampleUrl }))
    assert.deepEqual(await state(aws, QueueUrl), before)
  })
  await step('a page whose name became an address of this machine gets no answer', async () => {
    const rebound = (url: string) => url.replace('127.0.0.1', 'evil.example')
    for (const url of [`${rebound(awsUrl)}/pages/kept`, `${rebound(apiUrl)}/openapi.json`, `${rebound(sampleUrl)}/`]) {
      const answer = await page.goto(url)
      assert.equal(answer?.status(), 403, url)
      assert.match((await answer?.text()) ?? '', /is not/)
    }
  })
  await step('a presigned URL opens by a link on any page', async () => {
    const url: string = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'pages', Key: 'kept' }))
    await page.goto(origin)
    await page.setContent(`<a href="${url.replaceAll('&', '&amp;')}">the part</a>`)
    await Promise.all([page.waitForURL(/\/pages\/kept/), page.click('a')])
    assert.equal(await page.textContent('body'), 'kept')
  })
  const facade = { url: apiUrl, apiKey: environment.APIKEY ?? '' }
  await step(
    'a page whose origin is allowed starts a process and reads its state, its data and a large part',
    async () => {
      await page.goto(shop?.origin ?? '')
      const call = callFrom(page, facade)
      const started = await call('POST', '/start-process', {
        headers: { 'content-type': 'application/json', 'idempotency-key': 'a-page', 'x-correlation-id': 'a-page' },
        body: '{"orderNumber":42}',
      })
      const { transactionId, executionId } = started.json as { transactionId: string; executionId: string }
      assert.equal(started.status, 202)
      assert.match(started.headers.location ?? '', /process-state/)
      assert.deepEqual([started.headers['retry-after'], started.headers['x-correlation-id']], ['1', 'a-page'])

      const query = `?executionArn=${encodeURIComponent(executionId)}`
      const state = await call('GET', `/process-state${query}`, { headers: { prefer: 'wait=20' } })
      assert.equal((state.json as { status: string }).status, 'SUCCEEDED')
      const data = await call('GET', `/process-data?transactionId=${transactionId}`)
      assert.deepEqual((data.json as { processInput: unknown }).processInput, { orderNumber: 42 })

      const large = { Bucket: environment.DATA_BUCKET, Key: `processes/${transactionId}/outputs/large.json` }
      await s3.send(new PutObjectCommand({ ...large, Body: JSON.stringify('x'.repeat(7_000_000)), IfNoneMatch: '*' }))
      const part = await call('GET', `/process-data?transactionId=${transactionId}&part=large`)
      assert.deepEqual([part.status, part.redirected, part.url.startsWith(awsUrl)], [200, true, true])
      assert.equal((part.json as string).length, 7_000_000)
    },
  )
  await step('it reads what went wrong, of the facade and of API Gateway', async () => {
    const unknown = await callFrom(page, facade)('GET', '/process-data?transactionId=unknown')
    assert.equal((unknown.json as { type: string }).type, 'urn:sfs3:problem:not-found')
    const keyless = await callFrom(page, { ...facade, apiKey: 'wrong' })('GET', '/openapi.json')
    assert.deepEqual([keyless.status, (keyless.json as { type: string }).type], [403, 'urn:sfs3:problem:forbidden'])
  })
  await step('a page of another origin reads nothing and starts nothing, with a valid key either', async () => {
    await page.goto(origin)
    const ran = await state(aws, QueueUrl)
    const call = callFrom(page, facade)
    for (const path of ['/openapi.json', '/process-data?transactionId=unknown', '/unknown'])
      await assert.rejects(call('GET', path), /Failed to fetch/)
    await assert.rejects(call('POST', '/start-process', { body: '{}' }), /Failed to fetch/)
    const links = { url: `${awsUrl}/${environment.DATA_BUCKET}?list-type=2&${credential('s3')}`, apiKey: '' }
    await assert.rejects(callFrom(page, links)('GET', ''), /Failed to fetch/)
    await page.goto(shop?.origin ?? '')
    await assert.rejects(callFrom(page, links)('GET', ''), /Failed to fetch/)
    assert.deepEqual(await state(aws, QueueUrl), ran)
  })
  await step('the page of the sample service places an order', async () => {
    await page.goto(origin)
    await page.setContent(`<a href="${sampleUrl}/">orders</a>`)
    await Promise.all([page.waitForURL(`${sampleUrl}/`), page.click('a')])
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"orderId":"by-page"}' }
    const status = await page.evaluate(`fetch('/order', ${JSON.stringify(init)}).then(({ status }) => status)`)
    assert.equal(status, 202)
    await until('the order in the queue', async () =>
      (await state(aws, QueueUrl)).messages === '1' ? true : undefined,
    )
  })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await browser?.close()
  pages?.stop()
  shop?.stop()
  await region?.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit()

/** What a presigned URL says of who signed it. A developer's signature is not verified, so anybody can write one. */
function credential(service: string): string {
  return new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `developer/20260101/us-east-1/${service}/aws4_request`,
    'X-Amz-Date': '20990101T000000Z',
    'X-Amz-Expires': '604800',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0',
  }).toString()
}

type Sdk = { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }

/** What the attacks would change. */
async function state(aws: Sdk, QueueUrl: string) {
  const sfn = new SFNClient(aws)
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}))
  const ran: string[] = []
  for (const { stateMachineArn, name = '' } of stateMachines) {
    if (!/process|approval/.test(name)) continue
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }))
    ran.push(...executions.map((execution) => execution.executionArn ?? ''))
  }
  const AttributeNames = ['ApproximateNumberOfMessages' as const]
  const { Attributes } = await new SQSClient(aws).send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
  const kept = new S3Client({ ...aws, forcePathStyle: true }).send(
    new HeadObjectCommand({ Bucket: 'pages', Key: 'kept' }),
  )
  return { ran: ran.sort(), messages: Attributes?.ApproximateNumberOfMessages, kept: (await kept).ContentLength }
}
