import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { until } from '../../verify/until.ts'
import { aws, type Peer } from './peer.ts'
import { killTree } from './process-tree.ts'

/** Of what was acknowledged right before `kill -9`: how many objects can be read, and executions end, after the next start. */
export type Left = { objects: number; executions: number; of: number }

const of = 50
const definition = JSON.stringify({
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 3, Next: 'Done' }, Done: { Type: 'Succeed' } },
})

export async function killAndStartAgain(peer: Peer, again: () => Promise<Peer>): Promise<[Left, Peer]> {
  const before = { s3: new S3Client(aws(peer)), sfn: new SFNClient(aws(peer)) }
  const roleArn = 'arn:aws:iam::000000000000:role/bench'
  const machine = { name: `kill-${randomUUID()}`, definition, roleArn }
  const { stateMachineArn } = await before.sfn.send(new CreateStateMachineCommand(machine))
  await before.s3.send(new CreateBucketCommand({ Bucket: 'kill' }))
  const keys = Array.from({ length: of }, () => randomUUID())
  await Promise.all(
    keys.map((Key) => before.s3.send(new PutObjectCommand({ Bucket: 'kill', Key, Body: `the object ${Key}` }))),
  )
  const started = await Promise.all(
    keys.map((name) => before.sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: '{}' }))),
  )
  killTree(peer.pid)

  const next = await again()
  const { s3, sfn } = { s3: new S3Client(aws(next)), sfn: new SFNClient({ ...aws(next), maxAttempts: 1 }) }
  const objects = await Promise.all(
    keys
      .map(async (Key) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'kill', Key }))
        return (await Body?.transformToString()) === `the object ${Key}`
      })
      .map((read) => read.catch(() => false)),
  )
  const succeeded = async ({ executionArn }: { executionArn?: string | undefined }) =>
    (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status === 'SUCCEEDED' || undefined
  const executions = await Promise.all(
    started.map((one) => until('the end', () => succeeded(one), 15).catch(() => false)),
  )
  const count = (kept: boolean[]) => kept.filter(Boolean).length
  return [{ objects: count(objects), executions: count(executions), of }, next]
}
