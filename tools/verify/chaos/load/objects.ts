import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { type Answer, answerOf } from '../answer.ts'
import { ABSENT, Latest, sha256 } from '../latest.ts'
import { forAll, hasName, insist, type Load, padded, type World } from '../world.ts'

const Bucket = 'chaos-objects'
const partBytes = 5 * 1024 * 1024

/** S3: small and large objects, written once, again and again, and in parts. */
export function objects({ s3, random: all }: World): Load {
  const random = all.branch('objects')
  const written = new Map<string, Latest>()
  let n = 0

  const put = (Key: string, Body: Buffer, IfNoneMatch?: '*') =>
    answerOf(() => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...(IfNoneMatch && { IfNoneMatch }) })))

  async function inParts(Key: string, Body: Buffer): Promise<Answer<unknown>> {
    const begun = await answerOf(() => s3.send(new CreateMultipartUploadCommand({ Bucket, Key })))
    if (begun.type !== 'acknowledged') return { ...begun, type: 'refused' } // nothing is visible before it is completed
    const { UploadId } = begun.value
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    for (const [i, from] of [0, partBytes].entries()) {
      const PartNumber = i + 1
      const bytes = Body.subarray(from, from + partBytes)
      const part = await answerOf(() =>
        s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: bytes })),
      )
      if (part.type !== 'acknowledged') {
        await answerOf(() => s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })))
        return { ...part, type: 'refused' }
      }
      Parts.push({ PartNumber, ETag: part.value.ETag })
    }
    const complete = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } })
    return answerOf(() => s3.send(complete))
  }

  return {
    name: 'objects',
    async prepare() {
      const create = () => s3.send(new CreateBucketCommand({ Bucket }))
      await insist(create, hasName('BucketAlreadyOwnedByYou', 'BucketAlreadyExists'))
    },
    async act() {
      n++
      const isMultipart = n % 12 === 0
      const isOnce = !isMultipart && random.chance(0.2)
      const key = isMultipart ? `parts/${n % 36}` : isOnce ? `once/${padded(n)}` : `again/${random.between(0, 9)}`
      const size = random.pick([0, 1, 300, 20_000, 900_000, 1_200_000])
      const body = random.bytes(isMultipart ? partBytes + 1 + random.between(0, 2000) : size)
      const latest = written.get(key) ?? new Latest()
      written.set(key, latest)
      const answer = isMultipart ? await inParts(key, body) : await put(key, body, isOnce ? '*' : undefined)
      if (answer.type === 'acknowledged') latest.isNow(sha256(body))
      if (answer.type === 'unknown') latest.maybe(sha256(body))
    },
    async check() {
      const sentences = await forAll(written, async ([Key, latest]) => {
        const read = await insist(async () => {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
          return sha256((await Body?.transformToByteArray()) ?? '')
        }, hasName('NoSuchKey'))
        if (latest.allows(read ?? ABSENT)) return []
        return read === undefined
          ? `the object ${Key} was acknowledged and is not there`
          : `the object ${Key} has bytes that were not put there last (SHA-256 ${read})`
      })
      return sentences.flat()
    },
    promises: () => [...written.values()].filter(({ isPromised }) => isPromised).length,
  }
}
