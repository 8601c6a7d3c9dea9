import { setTimeout as sleep } from 'node:timers/promises'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { ListExecutionsCommand } from '@aws-sdk/client-sfn'
import * as z from 'zod'
import { follow } from './follow.ts'
import type { Run, Stage } from './workflow.ts'

const account = 'arn:aws:states:us-east-1:000000000000'
const Answer = z.object({
  status: z.string(),
  transactionId: z.string(),
  data: z.looseObject({ 'step-f-output': z.object({ downstreamExecutionArn: z.string() }) }),
})

/** One request to the sample service; its execution, and the one that this starts, followed from outside. */
export async function* processWorkflow({ region, sfn, s3, print }: Stage): AsyncIterable<Run> {
  print('process: POST /p1 {"orderNumber":42}')
  const answer = fetch(`${region.SAMPLE_URL}/p1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"orderNumber":42}',
  })
  answer.catch(() => {})
  const end = await follow(sfn, await firstExecution({ sfn, machine: 'process' }), print)

  const response = await answer
  const body = await response.text()
  if (response.status !== 200) throw new Error(`POST /p1 answered ${response.status}: ${body}`)
  const { transactionId, data } = Answer.parse(JSON.parse(body))
  const objects = await s3.send(
    new ListObjectsV2Command({ Bucket: 'sfs3-dev-data-000000000000', Prefix: `processes/${transactionId}/` }),
  )
  for (const { Key = '', Size } of objects.Contents ?? []) print(`  s3 ${Key} ${Size} bytes`)
  print(`  200 ${body}`)
  yield { workflow: 'process', path: end.path, outcome: end.status, expected: 'SUCCEEDED', durationMs: end.durationMs }

  print('downstream: started by step-f')
  const downstream = await follow(sfn, data['step-f-output'].downstreamExecutionArn, print)
  yield {
    workflow: 'downstream',
    path: downstream.path,
    outcome: downstream.status,
    expected: 'SUCCEEDED',
    durationMs: downstream.durationMs,
  }
}

async function firstExecution({ sfn, machine }: { sfn: Stage['sfn']; machine: string }): Promise<string> {
  const stateMachineArn = `${account}:stateMachine:sfs3-dev-${machine}`
  for (let tries = 0; tries < 400; tries++) {
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }))
    const executionArn = executions?.[0]?.executionArn
    if (executionArn) return executionArn
    await sleep(25)
  }
  throw new Error(`no execution of ${machine} within 10 s`)
}
