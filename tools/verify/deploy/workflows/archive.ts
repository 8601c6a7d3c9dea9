import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import * as z from 'zod'
import { until } from '../../until.ts'
import type { Caller } from '../caller.ts'
import { ended } from '../ended.ts'

const Started = z.object({ executionId: z.string() })
const Record = z.object({ Key: z.string(), Action: z.string() })
const Records = z.object({ items: z.array(Record) })
const Received = z.object({ Messages: z.array(z.object({ Body: z.string() })) }).optional()
const Question = z.object({ TaskToken: z.string() })
const Listing = z.object({ Contents: z.array(z.object({ Key: z.string() })).optional() }).optional()

/** Drops a file into the inbox with the AWS CLI: the drop alone has it archived, moved and recorded. */
export async function driveFileDrop({ aws, request, stack }: Caller, directory: string): Promise<void> {
  const { InboxBucketName = '', ArchiveBucketName = '' } = stack.outputs
  await writeFile(join(directory, 'report.txt'), 'worth keeping')
  await aws('s3', 'cp', join(directory, 'report.txt'), `s3://${InboxBucketName}/report.txt`)

  const action = await until('the dropped file to be recorded', async () => {
    const { items } = Records.parse((await request('GET', '/archive/records')).body)
    return items.find(({ Key }) => Key === 'report.txt')?.Action
  })
  assert.equal(action, 'Archived')
  assert.deepEqual(await keysIn(ArchiveBucketName), ['report.txt'])
  assert.deepEqual(await keysIn(InboxBucketName), [])

  async function keysIn(bucket: string) {
    const listing = Listing.parse(await aws('s3api', 'list-objects-v2', '--bucket', bucket))
    return listing?.Contents?.map(({ Key }) => Key) ?? []
  }
}

/** Archives what a person has to decide about; that person uses the AWS CLI. */
export async function driveArchiveApproval({ aws, request, states, stack }: Caller): Promise<void> {
  const simulate = { archive: true, quality: 90 }
  const started = await request('POST', '/archive', { approval_needed: true, simulate })
  assert.equal(started.status, 202, JSON.stringify(started.body))

  const { TaskToken: taskToken } = await until('a file to await approval', async () => {
    const queue = ['--queue-url', stack.outputs.ArchiveApprovalsQueueUrl ?? '']
    const [message] = Received.parse(await aws('sqs', 'receive-message', ...queue))?.Messages ?? []
    return message && Question.parse(JSON.parse(message.Body))
  })
  await states.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }))
  const execution = await ended(states, Started.parse(started.body).executionId)
  assert.equal(execution.status, 'SUCCEEDED', execution.cause)
}

/** Archives with a caller who waits for the record. */
export async function driveExpressArchive({ request }: Caller): Promise<void> {
  const { status, body } = await request('POST', '/archive?mode=express', { simulate: { archive: true, quality: 10 } })
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(Record.parse(body).Action, 'Quality_Fail')
}
