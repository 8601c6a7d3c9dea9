import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

type Event = { Records: { s3: { bucket: { name: string }; object: { key: string } } }[] }

const s3 = new S3Client({})

export const handler = async ({ Records }: Event): Promise<void> => {
  for (const { s3: at } of Records) {
    const Key = decodeURIComponent(at.object.key.replaceAll('+', ' '))
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: at.bucket.name, Key }))
    const small = (await Body!.transformToString()).slice(0, 5)
    await s3.send(new PutObjectCommand({ Bucket: process.env.THUMBNAILS, Key, Body: small }))
  }
}
