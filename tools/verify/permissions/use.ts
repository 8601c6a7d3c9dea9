import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { FakeClock } from '../../../packages/local/testing/fake-clock.ts'
import { executionEnd } from '../../../tests/support/execution-end.ts'
import type { TestRegion } from '../../../tests/support/region.ts'

export const account = '000000000000'
const Started = z.object({ executionId: z.string() })
export const nameOf = (executionId: string) => executionId.slice(executionId.lastIndexOf(':') + 1)

export type Use = ReturnType<typeof useOf>

/**
 * What exercises do with the service. Each throws when something is not as it should be.
 * @param loseEvents from now on the events that tell how executions ended are lost, or no longer
 */
export function useOf(region: TestRegion, clock: FakeClock, loseEvents: (lost: boolean) => void) {
  const sfn = new SFNClient(region.sdk)
  const sqs = new SQSClient(region.sdk)
  const s3 = new S3Client(region.sdk)
  const lambda = new LambdaClient(region.sdk)

  /** As clients do, it asks again where the service is out of its share of DescribeExecution. */
  const answered = async (status: number, method: string, path: string, body?: unknown, headers = {}) => {
    let response = await region.call(method, path, body, headers)
    for (let again = 0; response.status === 429 && again < 50; again++) {
      await after(100)
      response = await region.call(method, path, body, headers)
    }
    if (response.status !== status) throw new Error(`${method} ${path}: ${response.status}: ${await response.text()}`)
    return response.json() as Promise<unknown>
  }
  /** Starts twice with one idempotency key, which is one start. */
  const start = async (path: string, body: unknown) => {
    const key = { 'idempotency-key': randomUUID() }
    const { executionId } = Started.parse(await answered(202, 'POST', path, body, key))
    const again = Started.parse(await answered(202, 'POST', path, body, key))
    if (again.executionId !== executionId) throw new Error(`POST ${path}: started twice`)
    return executionId
  }
  const ended = async (executionArn: string, status = 'SUCCEEDED') => {
    const execution = await executionEnd(sfn, executionArn, clock)
    if (execution.status !== status) throw new Error(`${executionArn}: ${execution.status}: ${execution.cause}`)
  }
  const soon = async (what: string, found: () => Promise<boolean>) => {
    for (let attempt = 0; attempt < 60; attempt++) {
      if (await found().catch(() => false)) return
      await after(25)
    }
    throw new Error(`waited for ${what}`)
  }
  const exists = (bucket: string, Key: string) => async () => {
    await s3.send(new GetObjectCommand({ Bucket: `sfs3-dev-${bucket}-${account}-us-east-1`, Key }))
    return true
  }
  /** The task token in the question that an execution has put into a queue. */
  const question = async (queue: string, executionId: string) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `sfs3-dev-${queue}` }))
    let taskToken = ''
    await soon(`a question in ${queue}`, async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
      const mine = Messages.find(({ Body }) => Body?.includes(nameOf(executionId)))
      taskToken = JSON.parse(mine?.Body ?? '{}').TaskToken ?? ''
      return taskToken !== ''
    })
    return taskToken
  }
  /** A step whose data is not there says so: it is told apart from data it may not see. */
  const missesItsData = async (step: string) => {
    const Payload = JSON.stringify({ processData: randomUUID() })
    const answer = await lambda.send(new InvokeCommand({ FunctionName: `sfs3-dev-${step}`, Payload }))
    const { errorType } = JSON.parse(answer.Payload?.transformToString() ?? '{}')
    if (errorType !== 'S3DataPreconditionError') throw new Error(`${step}: ${errorType}`)
  }
  /** What `!Ref` of a logical id gives. */
  const ref = (id: string) => found(id).physicalId
  /** For SDK clients that act as a role, by its logical id. */
  const as = (role: string) => ({
    ...region.sdk,
    credentials: region.services.iam.credentialsOf(found(role).name, 'exercise'),
  })
  const found = (id: string) => {
    const resource = region.stack.resources.find(({ logicalId }) => logicalId === id)
    if (!resource) throw new Error(`there is no ${id} in the template`)
    return resource
  }
  const invoked = async (name: string) => {
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: `sfs3-dev-${name}` }))
    if (FunctionError) throw new Error(`${name}: ${Payload?.transformToString()}`)
  }
  /** Does something whose events get lost. */
  const losingEvents = async <T>(act: () => Promise<T>): Promise<T> => {
    loseEvents(true)
    try {
      return await act()
    } finally {
      loseEvents(false)
    }
  }
  const close = () => {
    for (const client of [sfn, sqs, s3, lambda]) client.destroy()
  }
  return {
    ...{ ref, as, sfn, s3, clock, answered, start, ended, soon, exists, question },
    ...{ missesItsData, invoked, losingEvents, close },
  }
}
