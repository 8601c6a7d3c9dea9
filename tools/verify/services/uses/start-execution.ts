import assert from 'node:assert/strict'
import { DescribeExecutionCommand, ListActivitiesCommand, SFNClient } from '@aws-sdk/client-sfn'
import { until } from '../../until.ts'
import { call, credentials, type Use } from '../use.ts'

export const use: Use = async ({ apiUrl, awsUrl, printed }) => {
  const states = new SFNClient({ endpoint: awsUrl, region: 'eu-west-1', credentials })
  const started = async (path: string, body: unknown) => {
    const { status, text } = await call(`${apiUrl}${path}`, 'POST', body)
    assert.equal(status, 200, text)
    const { executionArn } = JSON.parse(text)
    return until('the execution to end', async () => {
      const execution = await states.send(new DescribeExecutionCommand({ executionArn }))
      return execution.status === 'RUNNING' ? undefined : execution.output
    })
  }
  assert.equal(await started('/hello', { name: "Ada O'Hara" }), '{"text":"Hello Ada O\'Hara"}')
  assert.equal(await started('/proxy/7', { name: 'Bob' }), '{"text":"Hello Bob","id":"7"}')
  const { activities = [] } = await states.send(new ListActivitiesCommand({}))
  states.destroy()
  assert.equal(activities.length, 1)

  assert.equal((await call(`${apiUrl}/broken`)).status, 502)
  for (const line of [
    /greetings-dev-Invalid[\w-]+: Missing 'Next' target: Nowhere/,
    /AWS::SNS::Subscription of \S+: email ada@example\.com gets nothing/,
    /AWS::Kinesis::Stream Bus: there is only its name/,
  ])
    assert.match(printed(), line)
}
