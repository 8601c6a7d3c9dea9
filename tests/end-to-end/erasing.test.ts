import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Client, createClient } from '@sfs3/client'
import { compiledOnce, eventually } from '@sfs3/local/testing'
import { apiKey } from '../support/auth.ts'
import { executionEnd } from '../support/execution-end.ts'
import { startTestRegion, type TestRegion } from '../support/region.ts'

let region: TestRegion
let facade: Client
let s3: S3Client
let sfn: SFNClient
/** What the functions logged. */
const logged: string[] = []
beforeAll(async () => {
  const compiled = compiledOnce(process.cwd(), apiKey)
  region = await startTestRegion({ compiled, print: (line) => logged.push(line) })
  facade = createClient({ url: region.apiUrl, apiKey: region.apiKey })
  s3 = new S3Client(region.sdk)
  sfn = new SFNClient(region.sdk)
}, 60_000)
afterAll(async () => {
  for (const client of [s3, sfn]) client.destroy()
  await region.stop()
})

const objects = async (transactionId: string) => {
  const Prefix = `processes/${transactionId}`
  const Bucket = region.stack.resources.find(({ logicalId }) => logicalId === 'DataBucket')?.name
  const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
  return KeyCount
}

const erase = async (transactionId: string) => {
  const answer = await region.call('DELETE', `/process-data?transactionId=${transactionId}`)
  return { answer: [answer.status, await answer.json()], again: answer.headers.has('retry-after') }
}

test('all data of a process and of its downstream is gone, and the log says so without it', async () => {
  const signal = AbortSignal.timeout(50_000)
  const start = (name: string) => facade.startProcess({ name }, { waitSeconds: 20, signal })
  const [{ transactionId, executionId }, kept] = await Promise.all([start('Ada Lovelace'), start('Charles Babbage')])
  await executionEnd(sfn, `${executionId.replace('-process:', '-downstream:')}-downstream`)

  // As long as an end is not recorded, the answer asks to try again.
  const answer = await eventually(async () => {
    const { answer, again } = await erase(transactionId)
    return again ? undefined : answer
  })

  // input, six outputs, start and end of the process; input, three outputs and the end of downstream.
  expect(answer).toEqual([200, { transactionId, objects: 14 }])
  expect(await objects(transactionId)).toBe(0)
  await expect(facade.processData(transactionId)).rejects.toMatchObject({ status: 404 })
  await expect(facade.eraseProcess(transactionId)).rejects.toMatchObject({ status: 404 })
  expect(await facade.processData(kept.transactionId)).toMatchObject({ processInput: { name: 'Charles Babbage' } })

  const audit = logged.filter((line) => line.includes(' INFO erased ') && line.includes(transactionId))
  expect(audit).toEqual([expect.stringContaining('objects')])
  expect(logged.join('\n')).not.toContain('Lovelace')
}, 60_000)

test('what waits for a person runs, and cannot be erased', async () => {
  const { orderId } = await facade.placeOrder({ title: 'A book' })

  const { answer } = await erase(orderId)

  expect(answer).toMatchObject([409, { type: 'urn:sfs3:problem:conflict' }])
  expect(await objects(orderId)).toBeGreaterThan(0)
}, 60_000)
