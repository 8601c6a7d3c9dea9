import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { accountId, type Endpoint, region, resource, startEndpoint } from '@sfs3/local/testing'
import { Bundler, dropLogs, LambdaHost, realClock } from '@sfs3/local/testing/functions'
import * as z from 'zod'

const megabyte = 1024 * 1024
const Bucket = 'data'

/** Of 100 MB of A between quotes. */
const sha256OfUpperCase = 'fe91d6f09b060946320a7bab3151a9a5e0accecad723b160fc75455dcddcc3c8'

/** A step that changes each byte on its way from one part to another, and tells how much it held at most. */
const upperCase = `
import { pipeline, Transform } from 'node:stream'
import * as z from 'zod'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'

let most = 0
const run = onLambda(step({
  needs: z.object({}),
  adds: 'upper-case',
  run: async (_, { data, transactionId }) => {
    const part = await data.open(transactionId, 'processInput')
    const upper = new Transform({
      transform(chunk, _, done) {
        most = Math.max(most, process.memoryUsage().arrayBuffers)
        done(null, Buffer.from(chunk.toString('latin1').toUpperCase(), 'latin1'))
      },
    })
    return pipeline(part, upper, () => {})
  },
}))
export const handler = async (event, context) => ({ ...(await run(event, context)), most })
`
const Answer = z.object({ processData: z.string(), most: z.number() })

let folder: string
let endpoint: Endpoint
let bundler: Bundler
let host: LambdaHost
let s3: S3Client
beforeAll(async () => {
  mkdirSync('.local', { recursive: true })
  folder = mkdtempSync(join('.local', 'large-part-'))
  writeFileSync(join(folder, 'upper-case.ts'), upperCase)
  endpoint = await startEndpoint({ resources: [resource('AWS::S3::Bucket', Bucket)] })
  // The hash below checks more than they would.
  const noChecksums = {
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  } as const
  s3 = new S3Client({ ...endpoint.config, ...noChecksums })
  bundler = new Bundler({ serviceDir: process.cwd(), outDir: join(process.cwd(), folder, 'out') })
  const handler = `${folder}/upper-case.handler`
  const esbuild = { bundle: true, format: 'esm', platform: 'node', target: 'node24', outExtension: { '.js': '.mjs' } }
  await bundler.bundle([handler], { ...esbuild, mainFields: ['module', 'main'] })
  host = new LambdaHost({
    accountId,
    region,
    bundles: bundler,
    awsEndpoint: endpoint.url,
    credentialsOf: endpoint.iam.credentialsOf,
    clock: realClock(),
    logs: dropLogs,
  })
  host.deploy([
    {
      name: 'upper-case',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:upper-case',
      handler,
      runtime: 'nodejs24.x',
      roleName: 'upper-case',
      memoryMb: 128,
      timeoutMs: 60_000,
      variables: { DATA_BUCKET: Bucket },
    },
  ])
}, 60_000)
afterAll(async () => {
  s3.destroy()
  await host.stop()
  await bundler.close()
  await endpoint.stop()
  rmSync(folder, { recursive: true })
})

test('a part of 100 MB passes through a step in a function of 128 MB, over HTTP and S3', async () => {
  const Body = Buffer.alloc(100 * megabyte + 2, 'a')
  Body.write('"')
  Body.write('"', Body.length - 1)
  await s3.send(new PutObjectCommand({ Bucket, Key: 'processes/tx-1/input.json', Body }))

  const { payload, functionError } = await host.invoke('upper-case', '{"processData":"tx-1"}')

  expect([functionError, payload]).toEqual([undefined, expect.stringContaining('"processData":"tx-1"')])
  expect(Answer.parse(JSON.parse(payload)).most).toBeLessThan(100 * megabyte)
  const part = { Bucket, Key: 'processes/tx-1/outputs/upper-case.json' }
  expect((await s3.send(new HeadObjectCommand(part))).ContentLength).toBe(100 * megabyte + 2)
  const before = process.memoryUsage().arrayBuffers
  const written = await s3.send(new GetObjectCommand(part))
  const hash = createHash('sha256')
  for await (const chunk of written.Body as Readable) hash.update(chunk)
  expect(hash.digest('hex')).toBe(sha256OfUpperCase)
  // The local S3 does not hold it either. What was read and not yet collected counts too: up to 64 MB of it.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * megabyte)
}, 60_000)
