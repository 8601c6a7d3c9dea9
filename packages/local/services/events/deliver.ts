import type { JsonObject } from '@sfs3/asl'
import type { AwsRequest, AwsResponse } from '../../endpoint/service.ts'
import { type Caller, roleCaller, roleNameOf, type ServicePrincipal } from '../../iam/caller.ts'
import { AccessDenied, type Iam } from '../../iam/iam.ts'
import type { Delivery } from './events-store.ts'
import { targetInput } from './target-input.ts'

/** Sends a request to a service of the region in a caller's name. */
export type Send = (service: string, request: AwsRequest) => Promise<AwsResponse>

export type DeliveryOptions = { accountId: string; region: string; send: Send; authorise: Iam['authorise'] }

/** A target did not take an event. Trying again may help, or not. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed'
  readonly code: string
  readonly retryable: boolean

  constructor(code: string, message: string, retryable: boolean) {
    super(message)
    this.code = code
    this.retryable = retryable
  }
}

/** The service of a target's ARN, if events can go there: `states`, `lambda`, `sqs`, `sns`. */
export function targetService(arn: string): 'states' | 'lambda' | 'sqs' | 'sns' | undefined {
  const [, , service, , , type] = arn.split(':')
  if (service === 'states') return type === 'stateMachine' ? 'states' : undefined
  return service === 'lambda' || service === 'sqs' || service === 'sns' ? service : undefined
}

/**
 * Gives one event to one target, once. EventBridge starts state machines in the name of the target's role; to the others it
 * comes as itself, and their own policy has to let it in.
 * @throws DeliveryFailed
 */
export async function deliver(delivery: Delivery, options: DeliveryOptions): Promise<void> {
  const { event, rule, target, id } = delivery
  const input = targetInput(event, rule, target)
  switch (targetService(target.Arn)) {
    case 'states': {
      if (target.RoleArn === undefined) throw new DeliveryFailed('NO_PERMISSIONS', 'the target has no role', false)
      const caller = roleCaller(roleNameOf(target.RoleArn), rule.name, options.accountId)
      // The same name for the same delivery: tried twice, it is started once.
      const name = `${event.id}_${id}`
      return must(
        await options.send(
          'states',
          json('AWSStepFunctions.StartExecution', { stateMachineArn: target.Arn, name, input }, caller),
        ),
      )
    }
    case 'lambda': {
      mayAs(options, 'lambda:InvokeFunction', delivery)
      const url = `/2015-03-31/functions/${encodeURIComponent(target.Arn)}/invocations`
      const headers = { 'x-amz-invocation-type': 'Event', 'content-type': 'application/json' }
      return must(
        await options.send('lambda', { method: 'POST', url, headers, body: Buffer.from(input), caller: itself }),
      )
    }
    case 'sqs':
      mayAs(options, 'sqs:SendMessage', delivery)
      return must(await options.send('sqs', sqsMessage(target.Arn, input, target.SqsParameters ?? {})))
    case 'sns': {
      mayAs(options, 'sns:Publish', delivery)
      const form = new URLSearchParams({
        Action: 'Publish',
        TopicArn: target.Arn,
        Message: input,
        Version: '2010-03-31',
      })
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      return must(
        await options.send('sns', { method: 'POST', url: '/', headers, body: Buffer.from(`${form}`), caller: itself }),
      )
    }
    default:
      throw new DeliveryFailed(
        'NotImplemented',
        `events to ${target.Arn} are not implemented in the local region`,
        false,
      )
  }
}

/** The request that puts a message into a queue. `more` are members of SendMessage, e.g. MessageGroupId. */
export function sqsMessage(queueArn: string, body: string, more: JsonObject): AwsRequest {
  const [, , , , account, name] = queueArn.split(':')
  return json(
    'AmazonSQS.SendMessage',
    { QueueUrl: `http://127.0.0.1/${account}/${name}`, MessageBody: body, ...more },
    itself,
  )
}

/** As whom EventBridge comes to queues, topics and functions. */
export const eventBridge: ServicePrincipal = { type: 'service', service: 'events.amazonaws.com' }

/** EventBridge's own requests were allowed before they are sent. */
const itself: Caller = { type: 'developer' }

function json(target: string, input: JsonObject, caller: Caller): AwsRequest {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target }
  return { method: 'POST', url: '/', headers, body: Buffer.from(JSON.stringify(input)), caller }
}

function mayAs({ authorise }: DeliveryOptions, action: string, { rule, target }: Delivery): void {
  try {
    authorise(eventBridge, action, target.Arn, { 'aws:SourceArn': rule.arn })
  } catch (error) {
    if (error instanceof AccessDenied) throw new DeliveryFailed('NO_PERMISSIONS', error.message, false)
    throw error
  }
}

/** Throttling and faults of a service pass; everything else would fail again. */
function must({ status, headers, body }: AwsResponse): void {
  if (status < 300) return
  const text = String(body)
  const code =
    headers['x-amzn-errortype'] ??
    /"__type":"(?:[^"#]*#)?([^"]+)"|<Code>([^<]+)/.exec(text)?.slice(1).find(Boolean) ??
    `HTTP ${status}`
  // Started before, by an attempt whose end was not recorded.
  if (code === 'ExecutionAlreadyExists') return
  const passes =
    (status >= 500 && status !== 501) || status === 429 || /Throttl|TooManyRequests|LimitExceeded/.test(code)
  throw new DeliveryFailed(code, text, passes)
}
