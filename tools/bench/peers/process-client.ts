import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { aws, type Peer } from './peer.ts'

const bucket = 'sfs3-dev-data-000000000000-us-east-1'
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process'

/** Runs the service's six-step process as any client would; milliseconds from the start to the answer that it succeeded. */
export function processClient(peer: Peer) {
  const [s3, sfn] = [new S3Client(aws(peer)), new SFNClient(aws(peer))]
  return async (pollMs = 10): Promise<number> => {
    const name = randomUUID()
    const Key = `processes/${name}/input.json`
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '{"orderNumber":42}', IfNoneMatch: '*' }))
    const input = JSON.stringify({ processData: name })
    const began = performance.now()
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }))
    for (;;) {
      const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
      if (status === 'SUCCEEDED') return performance.now() - began
      if (status !== 'RUNNING') throw new Error(`${executionArn} ended ${status}: ${error} ${cause}`)
      await sleep(pollMs)
    }
  }
}
