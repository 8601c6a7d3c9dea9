import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { answerOf } from '../answer.ts'
import { sha256 } from '../latest.ts'
import { forAll, hasName, insist, type Load, padded, type World } from '../world.ts'

type Drop = { sha: string; acknowledged: boolean; done: boolean }

/** Files dropped into the inbox, which the archive moves and records. */
export function drops(world: World): Load {
  const { s3, dynamodb, accountId, region, random: all } = world
  const random = all.branch('drops')
  const bucket = (name: string) => `sfs3-dev-${name}-${accountId}-${region}`
  const dropped = new Map<string, Drop>()
  let n = 0

  const read = async (Bucket: string, Key: string): Promise<string | undefined> => {
    const get = async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      return sha256((await Body?.transformToByteArray()) ?? '')
    }
    return insist(get, hasName('NoSuchKey'))
  }
  const moved = (Key: string) => read(bucket('archive'), Key)
  const inInbox = (Key: string) => read(bucket('inbox'), Key)

  return {
    name: 'drops',
    async act() {
      const Key = `drop-${padded(++n)}`
      const Body = random.bytes(random.pick([10, 5_000, 1_200_000]))
      const put = new PutObjectCommand({ Bucket: bucket('inbox'), Key, Body, Metadata: { quality: '80' } })
      const { type } = await answerOf(() => s3.send(put))
      dropped.set(Key, { sha: sha256(Body), acknowledged: type === 'acknowledged', done: false })
    },
    async attend() {
      const open = [...dropped].filter(([, { acknowledged, done }]) => acknowledged && !done)
      for (const [Key, drop] of open.slice(0, 20)) {
        const head = await answerOf(() => s3.send(new HeadObjectCommand({ Bucket: bucket('inbox'), Key })))
        if (head.type === 'refused') drop.done = true
      }
    },
    unsettled() {
      if (world.clockJumped) return undefined
      const open = [...dropped.values()].filter(({ acknowledged, done }) => acknowledged && !done)
      return open.length > 0 ? `${open.length} dropped files are still in the inbox` : undefined
    },
    async check() {
      const records = new Map<string, number>()
      for (let ExclusiveStartKey: Record<string, { S: string }> | undefined; ; ) {
        const scan = new ScanCommand({ TableName: 'sfs3-dev-archive', ExclusiveStartKey })
        const page = await insist(() => dynamodb.send(scan))
        for (const { Key, Action } of page?.Items ?? [])
          if (Key?.S && Action?.S) records.set(Key.S, (records.get(Key.S) ?? 0) + 1)
        ExclusiveStartKey = page?.LastEvaluatedKey as typeof ExclusiveStartKey
        if (ExclusiveStartKey === undefined) break
      }
      const sentences = await forAll(dropped, async ([Key, { sha, acknowledged }]) => {
        const found = await moved(Key)
        const recorded = records.get(Key) ?? 0
        if (recorded > 1) return [`the file ${Key} was recorded ${recorded} times`]
        if (!acknowledged)
          return found === undefined || found === sha ? [] : [`the file ${Key} is archived with other bytes`]
        if (found === undefined && world.clockJumped && (await inInbox(Key)) === sha) return []
        if (found === undefined) return [`the file ${Key} was acknowledged and is not in the archive`]
        if (found !== sha) return [`the file ${Key} is archived with other bytes`]
        return recorded === 1 || world.clockJumped ? [] : [`the file ${Key} is archived and not recorded`]
      })
      return sentences.flat()
    },
    promises: () => [...dropped.values()].filter(({ acknowledged }) => acknowledged).length,
  }
}
