import { appendFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import type { JsonObject } from '@sfs3/asl'
import { realClock } from '../../clock/real-clock.ts'
import { openEndpoint } from '../../endpoint/endpoint.ts'
import { roleCredentials } from '../../iam/credentials.ts'
import type { AwsService } from '../../services/aws-service.ts'
import { createEvents } from '../../services/events/events.ts'
import { AsynchronousInvocations } from '../../services/lambda/asynchronous-invocations.ts'
import { lambdaDescription } from '../../services/lambda/description.ts'
import type { Invoke, InvokeResult } from '../../services/lambda/invoke.ts'
import { createStates } from '../../services/states/service.ts'
import { accountId, region } from '../../testing/account-region.ts'

/**
 * Step Functions, and EventBridge, which tells a function of the ends of executions, in a process of its own, so that a test can kill it. Prints its URL when it is ready.
 * Its functions write down each time they run: `<time> <function> <execution> <what>`.
 */
const [dataDir = '', callsFile = ''] = process.argv.slice(2)
const clock = realClock()

const invoke: Invoke = async (functionArn, payload) => {
  const name = functionArn.split(':').at(-1) ?? ''
  if (name === 'outcome') return recordOutcome(JSON.parse(payload))
  const { execution, what, attempt = 0, token = '' } = JSON.parse(payload) as JsonObject
  appendFileSync(callsFile, `${clock.now()} ${name} ${String(execution)} ${String(what ?? '-')} ${String(token)}\n`)
  await new Promise((resolve) => setTimeout(resolve, 20))
  if (name === 'flaky' && Number(attempt) < 2) {
    const error = { errorType: 'NotYet', errorMessage: `attempt ${String(attempt)}`, trace: [] }
    return { requestId: 'r', functionError: 'Unhandled', payload: JSON.stringify(error) }
  }
  return { requestId: 'r', payload: JSON.stringify(what ?? null) }
}

/** Takes its time before it has done what it is for. */
async function recordOutcome({ detail }: { detail: JsonObject }): Promise<InvokeResult> {
  await new Promise((resolve) => setTimeout(resolve, 100))
  appendFileSync(callsFile, `${clock.now()} outcome ${String(detail.name)} ${String(detail.status)} -\n`)
  return { requestId: 'r', payload: 'null' }
}

const log = (line: string) => console.error(line)
const here = { dataDir, clock, region, accountId, log, authorise: () => {} }
const endpoint = await openEndpoint({ port: 0, onDefect: (error) => console.error(error) })
const events = createEvents({ ...here, send: endpoint.send })
const states = createStates({
  ...{ ...here, invoke, events },
  awsEndpoint: endpoint.url,
  credentialsOf: roleCredentials(Buffer.alloc(32)),
})
const asynchronous = new AsynchronousInvocations({ ...here, invoke })
const lambda: AwsService = {
  ...lambdaDescription,
  type: 'whole',
  permissions: () => [],
  async handle({ body }) {
    asynchronous.accept('outcome', body.toString())
    return { status: 202, headers: {}, body: '' }
  },
  deploy: async () => {},
  start: () => asynchronous.start(),
  stop: async () => {},
}

const services = [lambda, events, states]
for (const service of services) service.start()
endpoint.serve(services)

/** The ends of executions go to the function `outcome`. */
const Targets = [{ Id: 'outcome', Arn: `arn:aws:lambda:${region}:${accountId}:function:outcome` }]
const detail = { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] }
const requests = {
  PutRule: { Name: 'outcomes', EventPattern: JSON.stringify({ source: ['aws.states'], detail }) },
  PutTargets: { Rule: 'outcomes', Targets },
}
for (const [operation, input] of Object.entries(requests)) {
  const headers = { 'x-amz-target': `AWSEvents.${operation}` }
  const body = Buffer.from(JSON.stringify(input))
  const answer = await endpoint.send('events', {
    method: 'POST',
    url: '/',
    headers,
    body,
    caller: { type: 'developer' },
  })
  if (answer.status !== 200) throw new Error(String(answer.body))
}
console.log(endpoint.url)
flushCompileCache() // nothing else would: it never exits by itself
