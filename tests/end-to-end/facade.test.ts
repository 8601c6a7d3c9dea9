import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type Client, createClient, Problem, waitForResult } from '@sfs3/client'
import type { Disturbance } from '@sfs3/local/testing'
import { startTestRegion, type TestRegion } from '../support/region.ts'

let region: TestRegion
let facade: Client
let sfn: SFNClient
let s3: S3Client
/** What the functions logged. */
const logged: string[] = []
/** What happens to each event that tells how an execution ended: none, once, twice, late. */
let disturb: () => Disturbance | undefined
beforeAll(async () => {
  region = await startTestRegion({ disturb: () => disturb(), print: (line) => logged.push(line) })
  facade = createClient({ url: region.apiUrl, apiKey: region.apiKey })
  sfn = new SFNClient(region.sdk)
  s3 = new S3Client(region.sdk)
}, 60_000)
beforeEach(() => {
  disturb = () => undefined
})
afterAll(async () => {
  for (const client of [sfn, s3]) client.destroy()
  await region.stop()
})

/** Backups fail or succeed as their input says: nobody has to break anything. */
const startBackup = async (input: object) => {
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-backup'
  const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) })
  return (await sfn.send(command)).executionArn ?? ''
}
const signal = () => AbortSignal.timeout(25_000)

test('one request starts a process, waits for it and answers with its output', async () => {
  const { status, ...started } = await facade.startProcess({ orderNumber: 42 }, { waitSeconds: 20 })

  expect(status).toBe('SUCCEEDED')
  expect(started).toMatchObject({ output: { processData: started.transactionId } })
}, 30_000)

test('the same key and body get the same answer, at once, again and after the end; another body is refused', async () => {
  const idempotencyKey = 'order-42'
  const post = (orderNumber: number) => facade.startProcess({ orderNumber }, { idempotencyKey, signal: signal() })

  const answers = await Promise.all([post(42), post(42), post(42)])
  await waitForResult(facade, answers[0].executionId, { signal: signal() })
  answers.push(await post(42))

  expect(new Set(answers.map(({ transactionId }) => transactionId)).size).toBe(1)
  await expect(post(43)).rejects.toMatchObject({ status: 422, type: 'urn:sfs3:problem:idempotency-key-taken' })
}, 60_000)

test('events that come twice and late, the last one first, change nothing', async () => {
  let ended = 0
  disturb = () => ({ copies: 2, delayMs: 600 - 300 * (ended++ % 3) })
  const processes = await Promise.all([1, 2, 3].map((orderNumber) => facade.startProcess({ orderNumber })))

  const results = await Promise.all(
    processes.map(({ executionId }) => waitForResult(facade, executionId, { signal: signal() })),
  )
  expect(results.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
}, 60_000)

// Processes next to each other find the workers of their steps warm.
test('what runs or has succeeded cannot be redriven', async () => {
  const { executionId } = await facade.startProcess({}, { waitSeconds: 20, signal: signal() })

  await expect(facade.redriveProcess(executionId)).rejects.toMatchObject({
    status: 409,
    type: 'urn:sfs3:problem:conflict',
  })
}, 60_000)

test('a part that fits into no answer is fetched from where the facade says', async () => {
  const { transactionId } = await facade.startProcess({}, { waitSeconds: 20, signal: signal() })
  const large = 'x'.repeat(7_000_000)
  await s3.send(
    new PutObjectCommand({
      Bucket: 'sfs3-dev-data-000000000000-us-east-1',
      Key: `processes/${transactionId}/outputs/large.json`,
      Body: JSON.stringify(large),
      IfNoneMatch: '*',
    }),
  )

  const refused = await facade.processData(transactionId).catch((error: Problem) => error)
  expect(refused).toBeInstanceOf(Problem)
  expect((refused as Problem).document).toMatchObject({
    type: 'urn:sfs3:problem:content-too-large',
    parts: expect.arrayContaining([{ part: 'large', bytes: 7_000_002 }]),
  })
  expect(await facade.processData(transactionId, { part: 'large' })).toBe(large)
}, 60_000)

test('what the caller calls the work is in the answer, in the executions and in what their functions log', async () => {
  const correlationId = 'checkout-7f3a'
  const answer = await region.call('GET', '/process-data?transactionId=nobody', undefined, {
    'x-correlation-id': correlationId,
  })
  expect(answer.headers.get('x-correlation-id')).toBe(correlationId)

  const options = { correlationId, waitSeconds: 20 }
  const started = [
    await facade.startProcess({ orderNumber: 42 }, options),
    await facade.placeOrder({ title: 'A book' }, { correlationId }),
    await facade.startJob('2020-01-01T00:00:00Z', options),
    await facade.startArchive({ simulate: { archive: false } }, options),
  ].map(({ executionId }) => executionId)
  const downstream = `${started[0]?.replace('-process:', '-downstream:')}-downstream`
  await waitForResult(facade, downstream, { signal: signal() })

  for (const executionArn of [...started, downstream]) {
    const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    expect(JSON.parse(input)).toMatchObject({ correlationId })
  }
  const functions = logged.filter((line) => line.includes(`correlationId=${correlationId}`))
  for (const name of ['startProc', 'stepA', 'stepF', 'downstreamC', 'placeOrder', 'processOrder', 'readMetadata'])
    expect(functions).toContainEqual(expect.stringContaining(`sfs3-dev-${name} `))
}, 60_000)

test('a lost event is noticed some seconds later, and the end is recorded for everyone', async () => {
  disturb = () => ({ copies: 0 })
  const { executionId } = await facade.startProcess({ orderNumber: 42 })
  expect(await waitForResult(facade, executionId, { signal: signal() })).toMatchObject({ status: 'SUCCEEDED' })

  const { execution } = await facade.processState(executionId)
  expect(execution.status).toBe('SUCCEEDED')
}, 60_000)

test('an execution that nobody started over HTTP is found, too', async () => {
  const executionId = await startBackup({ IsBackupSuccessful: true })

  const { execution } = await facade.processState(executionId, { waitSeconds: 20, signal: signal() })
  expect(execution.status).toBe('SUCCEEDED')
}, 60_000)

test('an order that is stopped ends ABORTED', async () => {
  const { executionId } = await facade.placeOrder({ title: 'A book' })
  await facade.stopProcess(executionId)

  expect(await waitForResult(facade, executionId, { signal: signal() })).toMatchObject({
    status: 'ABORTED',
    error: 'Stopped',
    cause: 'stopped over DELETE /process-state',
  })
}, 60_000)

test('an execution that failed goes on when it is redriven, and its second end is told', async () => {
  const executionId = await startBackup({ IsBackupSuccessful: false })
  const first = await waitForResult(facade, executionId, { signal: signal() })
  await facade.redriveProcess(executionId)
  const second = await waitForResult(facade, executionId, { signal: signal() })

  expect([first.status, second.status]).toEqual(['FAILED', 'FAILED'])
  expect(Date.parse(second.stopDate)).toBeGreaterThan(Date.parse(first.stopDate))
}, 60_000)

test('a route whose function does not let API Gateway in answers 500, as on AWS', async () => {
  const { resources } = region.stack
  region.services.iam.replace(resources.filter(({ type }) => type !== 'AWS::Lambda::Permission'))
  const refused = await region.call('GET', '/openapi.json')
  region.services.iam.replace(resources)

  expect(refused.status).toBe(500)
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(await refused.json()).toEqual({
    type: 'urn:sfs3:problem:internal-server-error',
    status: 500,
    title: 'Internal Server Error',
    detail: 'The request could not be answered, which is not its fault: report the x-amzn-requestid of this answer.',
    message: 'Internal server error',
  })
  expect((await region.call('GET', '/openapi.json')).status).toBe(200)
}, 30_000)

test('an answer tells why an execution failed, and nothing of the code', async () => {
  const refused = await facade.archiveNow({ key: 'nowhere.txt' }).catch((error: Problem) => error)

  expect(refused).toBeInstanceOf(Problem)
  expect((refused as Problem).message).toContain('no nowhere.txt in sfs3-dev-inbox-000000000000-us-east-1')
  expect(JSON.stringify((refused as Problem).document)).not.toMatch(/trace|\.ts/)
})

test('the contract is served', async () => {
  const answer = await region.call('GET', '/openapi.json')

  expect(await answer.json()).toMatchObject({ openapi: '3.1.1' })
})
