import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startEndpoint } from '../../testing/aws-endpoint.ts'
import { resource } from '../../testing/template-resource.ts'

/**
 * A program whose files the shell has limited. Puts an object of `process.argv[3]` bytes, in the folder `process.argv[2]`, and one
 * that fits, and writes what became of each as a line of JSON.
 */
const [, , dataDir = '', bytes] = process.argv
const Bucket = 'room'
const endpoint = await startEndpoint({ dataDir, resources: [resource('AWS::S3::Bucket', Bucket)] })
const s3 = new S3Client({ ...endpoint.config, maxAttempts: 1 })

async function outcomeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'done'
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

const put = (Key: string, size: number) =>
  outcomeOf(() => s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(size, Key) })))
const tooLarge = await put('too-large', Number(bytes))
const head = await outcomeOf(() => s3.send(new HeadObjectCommand({ Bucket, Key: 'too-large' })))
const fits = await put('fits', 1_200_000)
const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'fits' }))
const read = (await Body?.transformToByteArray())?.length
await endpoint.close()
console.log(JSON.stringify({ tooLarge, head, fits, read }))
