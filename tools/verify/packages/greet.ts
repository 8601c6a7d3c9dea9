import assert from 'node:assert/strict'
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { until } from '../until.ts'
import type { Stranger } from './stranger.ts'

/** Asks the stranger's service for a greeting, over HTTP and by an execution. */
export async function greet({ apiUrl, awsUrl }: Stranger): Promise<void> {
  const answer = await fetch(`${apiUrl}/greet/Ada`)
  assert.deepEqual([answer.status, await answer.text()], [200, 'Hello Ada from eu-west-1'])

  const credentials = { accessKeyId: 'me', secretAccessKey: 'me' }
  const states = new SFNClient({ endpoint: awsUrl, region: 'eu-west-1', credentials })
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand())
  assert.deepEqual(
    stateMachines.map(({ stateMachineArn }) => stateMachineArn),
    ['arn:aws:states:eu-west-1:000000000000:stateMachine:greetings-dev'],
  )
  const [{ stateMachineArn } = {}] = stateMachines
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn, input: '{"name":"Bob"}' }))
  const { status, output } = await until('the execution to end', async () => {
    const execution = await states.send(new DescribeExecutionCommand({ executionArn }))
    return execution.status === 'RUNNING' ? undefined : execution
  })
  states.destroy()
  assert.deepEqual([status, output], ['SUCCEEDED', '{"text":"Hello Bob from eu-west-1"}'])
}
