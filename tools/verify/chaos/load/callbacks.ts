import { SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { answerOf } from '../answer.ts'
import { forAll, insist, type Load, padded, type World } from '../world.ts'
import { badEnd, statusOfExecution } from './executions.ts'
import { machine } from './machines.ts'

const Asked = z.object({ name: z.string(), token: z.string() })
type Callback = { executionArn: string | undefined; answers: string[]; acknowledged: string[] }

/** A machine that asks through SQS and waits for a task token; every other answer goes through an expression that takes long. */
export function callbacks(world: World): Load {
  const { sqs, sfn } = world
  const known = new Map<string, Callback>()
  let QueueUrl = ''
  let stateMachineArn = ''
  let n = 0

  return {
    name: 'callbacks',
    async prepare() {
      const create = new CreateQueueCommand({ QueueName: 'chaos-questions', Attributes: { VisibilityTimeout: '3' } })
      QueueUrl = (await insist(() => sqs.send(create)))?.QueueUrl ?? ''
      stateMachineArn = await machine(world, 'chaos-callback', {
        QueryLanguage: 'JSONata',
        StartAt: 'Ask',
        States: {
          Ask: {
            Type: 'Task',
            Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
            Arguments: {
              QueueUrl,
              MessageBody:
                '{% $string({"name": $states.context.Execution.Name, "token": $states.context.Task.Token}) %}',
            },
            Retry: [
              {
                ErrorEquals: ['SQS.AmazonSQSException', 'SQS.SdkClientException'],
                MaxAttempts: 20,
                MaxDelaySeconds: 8,
              },
            ],
            Assign: {
              answer: '{% $states.result.answer %}',
              long: '{% $states.result.long ? $count($range(1, 200000, 1)) : 200000 %}',
            },
            Next: 'Tell',
          },
          Tell: { Type: 'Pass', Output: { answer: '{% $answer %}', long: '{% $long %}' }, End: true },
        },
      })
    },
    async act() {
      const name = `callback-${padded(++n)}`
      const callback: Callback = { executionArn: undefined, answers: [], acknowledged: [] }
      known.set(name, callback)
      const answer = await answerOf(() => sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: '{}' })))
      if (answer.type === 'acknowledged') callback.executionArn = answer.value.executionArn
    },
    async attend() {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 })
      const received = await answerOf(() => sqs.send(receive))
      for (const { Body = '', ReceiptHandle } of received.type === 'acknowledged'
        ? (received.value.Messages ?? [])
        : []) {
        const { name, token: taskToken } = Asked.parse(JSON.parse(Body))
        const callback = known.get(name)
        const answer = `${name}-${callback?.answers.length}`
        const output = JSON.stringify({ answer, long: Number(name.slice(-5)) % 2 === 0 })
        const { type } = await answerOf(() => sfn.send(new SendTaskSuccessCommand({ taskToken, output })))
        if (type !== 'refused') callback?.answers.push(answer)
        if (type === 'acknowledged') callback?.acknowledged.push(answer)
        if (type !== 'unknown') await answerOf(() => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })))
      }
    },
    async check() {
      const sentences = await forAll(known, async ([name, { executionArn, answers, acknowledged }]) => {
        if (acknowledged.length > 1) return [`the token of ${name} was accepted ${acknowledged.length} times`]
        if (executionArn === undefined) return []
        const execution = await statusOfExecution(world, executionArn)
        const bad = badEnd(world, execution)
        if (bad !== undefined) return [`${name} was acknowledged and ${bad}`]
        if (execution?.status !== 'SUCCEEDED') return []
        const { answer, long } = JSON.parse(execution.output ?? '{}') as { answer?: string; long?: number }
        const allowed = acknowledged.length > 0 ? acknowledged : answers
        return allowed.includes(answer ?? '') && long === 200_000
          ? []
          : [`${name} ended with ${execution.output} after the answers ${allowed.join()}`]
      })
      return sentences.flat()
    },
    promises: () => [...known.values()].filter(({ executionArn }) => executionArn !== undefined).length,
  }
}
