import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import * as z from 'zod'
import { executionsOf, follow } from './follow.ts'
import type { Run, Stage } from './workflow.ts'

const Answer = z.object({
  status: z.literal('SUCCEEDED'),
  transactionId: z.string(),
  data: z.looseObject({ 'step-f-output': z.object({ downstreamExecutionArn: z.string() }) }),
})

/** One request to the sample service; its execution, and the one that this starts, followed from outside. */
export async function* processWorkflow({ sampleUrl, sfn, s3, print }: Stage): AsyncIterable<Run> {
  const executions = executionsOf(sfn, 'process')
  await executions.known()
  print('\nprocess: POST /p1 {"orderNumber":42}')
  const answer = fetch(`${sampleUrl}/p1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"orderNumber":42}',
  })
  answer.catch(() => {})
  const end = await follow(sfn, await executions.next(), print)

  const response = await answer
  const body = await response.text()
  if (response.status !== 200) throw new Error(`POST /p1 answered ${response.status}: ${body}`)
  const { transactionId, data } = Answer.parse(JSON.parse(body))
  const objects = await s3.send(
    new ListObjectsV2Command({ Bucket: 'sfs3-dev-data-000000000000-us-east-1', Prefix: `processes/${transactionId}/` }),
  )
  for (const { Key = '', Size } of objects.Contents ?? []) print(`  s3 ${Key} ${Size} bytes`)
  print(`  200 ${body}`)
  yield { workflow: 'process', ...end, expected: 'SUCCEEDED' }

  print('\ndownstream: started by step-f')
  yield {
    workflow: 'downstream',
    ...(await follow(sfn, data['step-f-output'].downstreamExecutionArn, print)),
    expected: 'SUCCEEDED',
  }
}
