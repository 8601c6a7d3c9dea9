import { setTimeout as sleep } from 'node:timers/promises'
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { executionsOf, follow } from './follow.ts'
import type { Run, Stage } from './workflow.ts'

const Started = z.object({ executionId: z.string() })
const Record = z.object({ Id: z.string(), Key: z.string(), Action: z.string() })
const Records = z.object({ items: z.array(Record) })
const Question = z.object({ TaskToken: z.string() })

/** A file dropped into the inbox, each other way a file can go, a person's no, and the EXPRESS variant. */
export async function* archiveWorkflow(stage: Stage): AsyncIterable<Run> {
  const { sfn, s3, print, call } = stage
  const ended = async (executionId: string) => {
    const end = await follow(sfn, executionId, print)
    const { items } = await call(Records, 'GET', '/archive/records')
    print(`  GET /archive/records: ${items[0]?.Action}`)
    return { workflow: 'archive', ...end, outcome: `${end.outcome} ${items[0]?.Action}` }
  }

  print('\narchive: report.txt dropped into the inbox')
  const executions = executionsOf(sfn, 'archive')
  await executions.known()
  await s3.send(
    new PutObjectCommand({
      Bucket: 'sfs3-dev-inbox-000000000000-us-east-1',
      Key: 'report.txt',
      Body: 'worth keeping',
      Metadata: { quality: '80' },
    }),
  )
  yield { ...(await ended(await executions.next())), expected: 'SUCCEEDED Archived' }
  const Bucket = 'sfs3-dev-archive-000000000000-us-east-1'
  const { StorageClass } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'report.txt' }))
  print(`  s3 ${Bucket}/report.txt ${StorageClass}`)

  for (const [simulate, action] of [
    [{ archive: false, quality: 90 }, 'Unarchivable'],
    [{ archive: true, quality: 10 }, 'Quality_Fail'],
  ] as const) {
    print(`\narchive: POST /archive ${JSON.stringify({ simulate })}`)
    const { executionId } = await call(Started, 'POST', '/archive', { simulate })
    yield { ...(await ended(executionId)), expected: `SUCCEEDED ${action}` }
  }

  print('\narchive: POST /archive {"approval_needed":true,…}, then a person says no')
  const simulate = { archive: true, quality: 90 }
  const { executionId } = await call(Started, 'POST', '/archive', { approval_needed: true, simulate })
  const following = ended(executionId)
  await sayNo(stage)
  yield { ...(await following), expected: 'SUCCEEDED Rejected' }

  print('\narchive: POST /archive?mode=express')
  const began = performance.now()
  const record = await call(Record, 'POST', '/archive?mode=express', { simulate })
  const durationMs = Math.round(performance.now() - began)
  print(`  ${JSON.stringify(record)}`)
  yield { workflow: 'archive (express)', path: [], outcome: record.Action, expected: 'Archived', durationMs }
}

/** Answers the question in the approvals queue as a person with the AWS CLI would. */
async function sayNo({ sfn, sqs }: Stage): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'sfs3-dev-archive-approvals' }))
  for (let tries = 0; tries < 200; tries++, await sleep(50)) {
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
    if (!message) continue
    const { TaskToken: taskToken } = Question.parse(JSON.parse(message.Body ?? ''))
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":false}' }))
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }))
    return
  }
  throw new Error('no file awaits approval within 10 s')
}
