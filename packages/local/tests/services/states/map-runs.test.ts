import { gzipSync, zstdCompressSync } from 'node:zlib'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  StartExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { functionArn, roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'
import { resource } from '../../../testing/template-resource.ts'

let region: TestRegion
let s3: S3Client
beforeAll(async () => {
  region = await startRegion({
    functions: { double: (input) => Number(input) * 2, fail: () => Promise.reject(new Error('bad item')) },
    resources: [
      resource('AWS::S3::Bucket', 'lists'),
      resource('AWS::S3::Bucket', 'versions', { VersioningConfiguration: { Status: 'Enabled' } }),
    ],
  })
  s3 = new S3Client({ ...region.endpoint.config, forcePathStyle: true })
})
afterAll(async () => {
  s3.destroy()
  await region.stop()
})

let machines = 0
async function start(map: object, handler = 'double', input: unknown = [1, 2, 3]) {
  const definition = JSON.stringify({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Label: 'Each',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Work',
          States: { Work: { Type: 'Task', Resource: functionArn(handler), End: true } },
        },
        End: true,
        ...map,
      },
    },
  })
  const create = new CreateStateMachineCommand({ name: `machine-${machines++}`, roleArn, definition })
  const { stateMachineArn } = await region.sfn.send(create)
  return region.sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }))
}

async function run(...args: Parameters<typeof start>) {
  const { executionArn } = await start(...args)
  const ended = await eventually(async () => {
    const described = await region.sfn.send(new DescribeExecutionCommand({ executionArn }))
    return described.status !== 'RUNNING' && described
  })
  const { mapRuns } = await region.sfn.send(new ListMapRunsCommand({ executionArn }))
  return { ended, mapRunArn: mapRuns?.[0]?.mapRunArn, mapRuns }
}

test('a Map Run has a child execution for each item, and can be asked about', async () => {
  const { ended, mapRunArn, mapRuns } = await run({ MaxConcurrency: 2 })
  expect(ended.output).toBe('[2,4,6]')
  expect(mapRuns).toEqual([
    {
      executionArn: ended.executionArn,
      mapRunArn: expect.stringMatching(/^arn:aws:states:us-east-1:000000000000:mapRun:machine-\d+\/Each:[\w-]{36}$/),
      stateMachineArn: `${ended.stateMachineArn}/Each`,
      startDate: ended.startDate,
      stopDate: ended.stopDate,
    },
  ])
  expect(await region.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
    executionArn: ended.executionArn,
    status: 'SUCCEEDED',
    maxConcurrency: 2,
    toleratedFailureCount: 0,
    toleratedFailurePercentage: 0,
    itemCounts: {
      total: 3,
      succeeded: 3,
      failed: 0,
      running: 0,
      pending: 0,
      aborted: 0,
      timedOut: 0,
      resultsWritten: 3,
    },
    executionCounts: { total: 3, succeeded: 3 },
  })
  const { executions } = await region.sfn.send(new ListExecutionsCommand({ mapRunArn }))
  expect(executions).toHaveLength(3)
  const child = await region.sfn.send(new DescribeExecutionCommand({ executionArn: executions?.[0]?.executionArn }))
  expect(child).toMatchObject({ status: 'SUCCEEDED', mapRunArn, stateMachineArn: `${ended.stateMachineArn}/Each` })
  const { stateMachineArn } = ended
  const own = await region.sfn.send(new ListExecutionsCommand({ stateMachineArn }))
  expect(own.executions?.map(({ executionArn }) => executionArn)).toEqual([ended.executionArn])
})

test('the items come from an object in S3, the results go there', async () => {
  const rows = 'name,amount\nann,1\nbob,2\n'
  await s3.send(new PutObjectCommand({ Bucket: 'lists', Key: 'people.csv', Body: rows }))
  const { ended } = await run(
    {
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'lists', Key: 'people.csv' },
      },
      ItemSelector: { 'n.$': '$$.Map.Item.Value.amount' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Work',
        States: { Work: { Type: 'Pass', End: true } },
      },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'lists', Prefix: 'results' } },
    },
    'double',
    {},
  )
  expect(ended.status).toBe('SUCCEEDED')
  const { ResultWriterDetails } = JSON.parse(ended.output ?? '') as { ResultWriterDetails: { Key: string } }
  const manifest = await s3.send(new GetObjectCommand({ Bucket: 'lists', Key: ResultWriterDetails.Key }))
  expect(JSON.parse((await manifest.Body?.transformToString()) ?? '')).toMatchObject({ DestinationBucket: 'lists' })
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'lists', Prefix: 'results' }))
  expect(Contents.map(({ Key }) => Key?.split('/').at(-1)).sort()).toEqual(['SUCCEEDED_0.json', 'manifest.json'])
})

test('the object may be compressed, or one of its older versions', async () => {
  const put = (Key: string, Body: Uint8Array) => s3.send(new PutObjectCommand({ Bucket: 'versions', Key, Body }))
  const { VersionId } = await put('list.json.gz', gzipSync('[1]'))
  await put('list.json.gz', gzipSync('[2]'))
  await put('list.json.zstd', zstdCompressSync('[3]'))
  const read = (object: object) => {
    const Parameters = { Bucket: 'versions', ...object }
    return run({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters } }, 'double', {})
  }

  expect((await read({ Key: 'list.json.gz', VersionId })).ended.output).toBe('[2]')
  expect((await read({ Key: 'list.json.gz' })).ended.output).toBe('[4]')
  expect((await read({ Key: 'list.json.zstd' })).ended.output).toBe('[6]')
})

test('the items are the objects in a bucket', async () => {
  for (const key of ['in/a', 'in/b']) await s3.send(new PutObjectCommand({ Bucket: 'lists', Key: key, Body: 'x' }))
  const { ended } = await run(
    {
      ItemReader: {
        Resource: 'arn:aws:states:::s3:listObjectsV2',
        Parameters: { Bucket: 'lists', Prefix: 'in/' },
      },
      ItemSelector: { 'key.$': '$$.Map.Item.Value.Key', 'size.$': '$$.Map.Item.Value.Size' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Work',
        States: { Work: { Type: 'Pass', End: true } },
      },
    },
    'double',
    {},
  )
  expect(JSON.parse(ended.output ?? '')).toEqual([
    { key: 'in/a', size: 1 },
    { key: 'in/b', size: 1 },
  ])
})

test('an object that is not there fails the reader', async () => {
  const reader = {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Parameters: { Bucket: 'lists', Key: 'nothing.json' },
  }
  const { ended } = await run({ ItemReader: reader }, 'double', {})
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' })
  expect(ended.cause).toMatch(/^The specified key does not exist. \(Service: S3, Status Code: 404, Request ID: /)
})

test('a child that fails fails the Map Run, unless failures are tolerated', async () => {
  const strict = await run({}, 'fail')
  expect(strict.ended).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' })
  const { mapRunArn } = strict
  expect((await region.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).status).toBe('FAILED')
  const tolerant = await run({ ToleratedFailurePercentage: 100 }, 'fail')
  expect(tolerant.ended.status).toBe('SUCCEEDED')
})

test('the limits of a Map Run that goes on can be changed', async () => {
  const Work = { Type: 'Wait', Seconds: 60, End: true }
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Work',
    States: { Work },
  }
  const { executionArn } = await start({ MaxConcurrency: 1, ItemProcessor })
  const mapRunArn = await eventually(
    async () => (await region.sfn.send(new ListMapRunsCommand({ executionArn }))).mapRuns?.[0]?.mapRunArn,
  )
  const running = async () => (await region.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).executionCounts?.running
  await eventually(async () => (await running()) === 1)
  await region.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 3 }))
  await eventually(async () => (await running()) === 3)
  expect((await region.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).maxConcurrency).toBe(3)
})
