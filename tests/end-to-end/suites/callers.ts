import { randomUUID } from 'node:crypto'
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import { eventually } from '@sfs3/local/testing'
import * as z from 'zod'
import { executionEnd } from '../../support/execution-end.ts'
import type { TestRegion } from '../../support/region.ts'

/** Sends a request as this caller: `ada('POST', '/jobs', { StartTimestamp })`. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<{ status: number; body: unknown }>

const Started = z.object({ transactionId: z.string().optional(), executionId: z.string() })
const Document = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })),
        requestBody: z.looseObject({ content: z.json() }).optional(),
      }),
    ),
  ),
})
const Listed = z.object({ items: z.array(z.looseObject({ Id: z.string() })) })

/** Known when the tests run. */
type Callers = () => { region: TestRegion; ada: Call; bob: Call }

const started = async (call: Call, path: string, body: unknown, headers?: Record<string, string>) => {
  const answer = await call('POST', path, body, headers)
  expect([200, 202]).toContain(answer.status)
  return Started.parse(answer.body)
}

/** What is somebody else's is as good as not there. */
export function describeOthers(callers: Callers) {
  /** Ids for each other in a text, so that two answers can be compared. */
  const without = (answer: { status: number; body: unknown }, ...ids: string[]) =>
    JSON.parse(ids.reduce((text, id) => text.replaceAll(id, 'ID'), JSON.stringify(answer)))

  test('every route that takes an id answers about another caller’s as about one that nobody has', async () => {
    const { ada, bob } = callers()
    const { transactionId = '', executionId } = await started(
      ada,
      '/start-process',
      { secret: 1 },
      { prefer: 'wait=20' },
    )
    const unknown = randomUUID()
    const { paths } = Document.parse((await ada('GET', '/openapi.json')).body)
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    const taking = operations.flatMap(({ method, path, operation }) => {
      const names = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name)
      if (names.includes('transactionId')) return [{ method, path, name: 'transactionId' }]
      if (names.includes('executionArn')) return [{ method, path, name: 'executionArn' }]
      return JSON.stringify(operation.requestBody ?? {}).includes('executionArn')
        ? [{ method, path, name: 'body' }]
        : []
    })
    const known = ['GET /process-data', 'DELETE /process-data', 'GET /process-state', 'DELETE /process-state']
    expect(taking.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining([...known, 'POST /process-redrive']),
    )

    const ask = (call: Call, { method, path, name }: (typeof taking)[number], id: string) => {
      const executionArn = executionId.replace(transactionId, id)
      if (name === 'body') return call(method, path, { executionArn })
      return call(method, `${path}?${new URLSearchParams({ [name]: name === 'executionArn' ? executionArn : id })}`)
    }
    for (const route of taking) {
      const [others, nobodys] = [await ask(bob, route, transactionId), await ask(bob, route, unknown)]
      expect(others).toMatchObject({ status: 404, body: { type: 'urn:sfs3:problem:not-found' } })
      expect(without(others, transactionId)).toEqual(without(nobodys, unknown))
    }
    const part = `/process-data?transactionId=${transactionId}&part=processInput`
    expect((await bob('GET', part)).status).toBe(404)
    expect(
      (await bob('GET', `/process-state?executionArn=${executionId}`, undefined, { prefer: 'wait=1' })).status,
    ).toBe(404)

    expect(await ada('GET', part)).toEqual({ status: 200, body: { secret: 1 } })
    expect(await ada('GET', `/process-state?executionArn=${executionId}`)).toMatchObject({
      status: 200,
      body: { status: 'SUCCEEDED' },
    })
  }, 60_000)
}

/** What holds wherever callers are told apart, however that is. */
export function describeCallers(callers: Callers) {
  describeOthers(callers)

  test('what a process starts itself belongs to who started the process, who erases both', async () => {
    const { region, ada, bob } = callers()
    const { transactionId = '', executionId } = await started(ada, '/start-process', {}, { prefer: 'wait=20' })
    const downstream = `${executionId.replace('-process:', '-downstream:')}-downstream`
    const sfn = new SFNClient(region.sdk)
    await executionEnd(sfn, downstream)
    sfn.destroy()

    for (const path of [
      `/process-state?executionArn=${downstream}`,
      `/process-data?transactionId=${transactionId}-downstream`,
    ]) {
      expect((await bob('GET', path)).status).toBe(404)
      expect((await ada('GET', path)).status).toBe(200)
    }

    const erased = await eventually(async () => {
      const answer = await ada('DELETE', `/process-data?transactionId=${transactionId}`)
      return answer.status === 409 ? undefined : answer
    })
    // As without owners, and the one that says whose it is.
    expect(erased).toEqual({ status: 200, body: { transactionId, objects: 15 } })
    expect((await ada('GET', `/process-data?transactionId=${transactionId}`)).status).toBe(404)
  }, 60_000)

  test('the same idempotency key of two callers is two keys', async () => {
    const { ada, bob } = callers()
    const key = { 'idempotency-key': randomUUID() }
    const of = async (call: Call, body: object) => (await started(call, '/start-process', body, key)).transactionId

    const first = await of(ada, { a: 1 })
    expect(await of(bob, { a: 1 })).not.toBe(first)
    expect(await of(ada, { a: 1 })).toBe(first)
    expect((await ada('POST', '/start-process', { a: 2 }, key)).status).toBe(422)
    const other = { 'idempotency-key': randomUUID() }
    expect((await ada('POST', '/start-process', { a: 1 }, other)).status).toBe(202)
    expect((await bob('POST', '/start-process', { a: 2 }, other)).status).toBe(202)
  }, 60_000)

  test('lists have only what is the caller’s own, whatever a body says', async () => {
    const { ada, bob } = callers()
    const forged = { owner: 'bob', Owner: 'bob', listed: 'jobs', Listed: 'jobs', caller: 'bob' }
    const job = { StartTimestamp: '2020-01-01T00:00:00Z', ...forged }
    const { executionId } = await started(ada, '/jobs', job, { prefer: 'wait=20', 'x-owner': 'bob' })
    const jobId = executionId.split(':').at(-1) ?? ''
    expect((await ada('POST', '/archive', { simulate: { archive: true }, listed: 'archive' })).status).toBe(400)
    const record = await ada('POST', '/archive?mode=express', { simulate: { archive: true, quality: 90 } })
    const { executionId: archived } = await started(ada, '/archive', {}, { prefer: 'wait=20' })

    const ids = async (call: Call, path: string) =>
      Listed.parse((await call('GET', path)).body).items.map(({ Id }) => Id)
    expect(await ids(ada, '/jobs/status')).toEqual([jobId])
    expect(await ids(ada, `/jobs/status?id=${jobId}`)).toEqual([jobId])
    expect(await ids(bob, '/jobs/status')).toEqual([])
    expect(await bob('GET', `/jobs/status?id=${jobId}`)).toMatchObject({
      status: 404,
      body: { detail: `No job ${jobId} (yet).` },
    })
    expect(record.body).toEqual({
      ...{ Id: expect.any(String), Timestamp: expect.any(String), Key: expect.any(String) },
      ...{ Archive: true, Quality: 90, Action: 'Archived', Approval: expect.any(Boolean) },
    })
    expect((await ids(ada, '/archive/records')).sort()).toEqual(
      [(record.body as { Id: string }).Id, archived.split(':').at(-1)].sort(),
    )
    expect(await ids(bob, '/archive/records')).toEqual([])
  }, 60_000)

  test('what the machine started by itself is nobody’s', async () => {
    const { region, ada } = callers()
    const [sfn, s3] = [new SFNClient(region.sdk), new S3Client({ ...region.sdk, forcePathStyle: true })]
    const nameOf = (id: string) => region.stack.resources.find(({ logicalId }) => logicalId === id)?.physicalId
    const { executionArn = '' } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: nameOf('BackupStateMachine'), name: randomUUID() }),
    )
    await s3.send(new PutObjectCommand({ Bucket: nameOf('InboxBucket'), Key: 'dropped.txt', Body: 'x' }))
    await eventually(async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: nameOf('ArchiveBucket') }))
      return Contents.find(({ Key }) => Key === 'dropped.txt')
    })
    for (const client of [sfn, s3]) client.destroy()

    expect((await ada('GET', `/process-state?executionArn=${executionArn}`)).status).toBe(404)
    expect((await ada('DELETE', `/process-state?executionArn=${executionArn}`)).status).toBe(404)
    expect(JSON.stringify((await ada('GET', '/archive/records')).body)).not.toContain('dropped.txt')
  }, 60_000)
}
