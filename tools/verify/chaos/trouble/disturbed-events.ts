import { setTimeout as sleep } from 'node:timers/promises'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { running } from '../load/executions.ts'
import type { Phase } from '../phase.ts'

/** Events come late and twice, those of the ends of executions get lost, too; the sweep finds what was lost. */
export const disturbedEvents: Phase = async ({ region, world, crowd, random, say, count }) => {
  await region.stop()
  region.start({ disturbed: random.between(1, 1_000_000) })
  if (!(await region.ready())) return [`the region with disturbed events does not start: ${region.lastWords}`]
  crowd.start(60)
  await sleep(8000)
  await crowd.stop()
  await crowd.settle(() => running(world), 60)
  count('rounds of disturbed events')
  await region.stop()
  region.start()
  if (!(await region.ready())) return [`after disturbed events the region does not start: ${region.lastWords}`]
  return sweep(region.awsUrl, say)
}

/** What its schedule does every 15 minutes. It shares five DescribeExecution a second with everybody. */
async function sweep(endpoint: string, say: (line: string) => void): Promise<string[]> {
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'local' }
  const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  try {
    for (let round = 0; round < 3; round++) {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: 'sfs3-dev-sweepOutcomes' }),
      )
      if (FunctionError) return [`the sweep of lost events failed: ${Payload?.transformToString().slice(0, 300)}`]
    }
    say('the sweep has looked for lost events')
    return []
  } finally {
    lambda.destroy()
  }
}
