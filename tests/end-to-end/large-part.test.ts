import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as z from 'zod'
import { realClock } from '../../local/clock/real-clock.ts'
import { Bundler } from '../../local/lambda/bundles.ts'
import { LambdaHost } from '../../local/lambda/host.ts'
import { dropLogs } from '../../local/lambda/logs.ts'
import { type Endpoint, resource, startEndpoint } from '../support/aws-endpoint.ts'

const megabyte = 1024 * 1024
const Bucket = 'data'

/** A step that changes each byte on its way from one part to another, and tells how much it held at most. */
const upperCase = `
import { Transform } from 'node:stream'
import * as z from 'zod'
import { onLambda, step } from '../../src/step.ts'

let most = 0
const run = onLambda(step({
  needs: z.object({}),
  adds: 'upper-case',
  run: async (_, { data, transactionId }) => {
    const part = await data.open(transactionId, 'processInput')
    return part.pipe(new Transform({
      transform(chunk, _, done) {
        most = Math.max(most, process.memoryUsage().arrayBuffers)
        done(null, Buffer.from(chunk.toString('latin1').toUpperCase(), 'latin1'))
      },
    }))
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
  s3 = new S3Client(endpoint.config)
  bundler = new Bundler({ serviceDir: process.cwd(), outDir: join(process.cwd(), folder, 'out') })
  const handler = `${folder}/upper-case.handler`
  const esbuild = { bundle: true, format: 'esm', platform: 'node', target: 'node24', outExtension: { '.js': '.mjs' } }
  await bundler.bundle([handler], { ...esbuild, mainFields: ['module', 'main'] })
  host = new LambdaHost({ bundles: bundler, awsEndpoint: endpoint.gateway.url, clock: realClock(), logs: dropLogs })
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

function* json(letter: string) {
  yield Buffer.from('"')
  for (let sent = 0; sent < 100; sent++) yield Buffer.alloc(megabyte, letter)
  yield Buffer.from('"')
}
const sha256 = async (chunks: Iterable<Buffer> | AsyncIterable<Uint8Array>) => {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

test('a part of 100 MB passes through a step in a function of 128 MB, over HTTP and S3', async () => {
  const Body = Readable.from(json('a'), { objectMode: false })
  await new Upload({ client: s3, params: { Bucket, Key: 'processes/tx-1/input.json', Body } }).done()

  const { payload, functionError } = await host.invoke('upper-case', '{"processData":"tx-1"}')

  expect([functionError, payload]).toEqual([undefined, expect.stringContaining('"processData":"tx-1"')])
  expect(Answer.parse(JSON.parse(payload)).most).toBeLessThan(100 * megabyte)
  const part = { Bucket, Key: 'processes/tx-1/outputs/upper-case.json' }
  expect((await s3.send(new HeadObjectCommand(part))).ContentLength).toBe(100 * megabyte + 2)
  const written = await s3.send(new GetObjectCommand(part))
  expect(await sha256(written.Body as Readable)).toBe(await sha256(json('A')))
}, 60_000)
