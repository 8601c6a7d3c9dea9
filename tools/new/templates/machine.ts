import { namesOf, type Plan, stepNames } from '../plan.ts'

/** What every step is retried by, where the definition has no anchor for it yet. */
export const retry = `    Retry: &retry # What the step needs is not there yet, or not what it must be.
      - ErrorEquals: [S3DataPreconditionError]
        IntervalSeconds: 1
        MaxAttempts: 3
        BackoffRate: 1
      # Lambda or S3 is busy, for 4 minutes at most: a burst gets through the quotas of a new account.
      - ErrorEquals: [Lambda.TooManyRequestsException, ProcessDataUnavailable]
        IntervalSeconds: 1
        MaxAttempts: 12
        BackoffRate: 2
        MaxDelaySeconds: 30
        JitterStrategy: FULL
      # Lambda is broken for a moment; a step may run twice, since its first write stands.
      # https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
      - ErrorEquals:
          - Lambda.ClientExecutionTimeoutException
          - Lambda.ServiceException
          - Lambda.AWSLambdaException
          - Lambda.SdkClientException
        IntervalSeconds: 1
        MaxAttempts: 5
        BackoffRate: 2
        JitterStrategy: FULL
`

/** `resources/<workflow>/<workflow>.asl.yaml`: the steps one after the other; if a person decides, then before the last one. */
export function machine(plan: Plan): string {
  const { workflow, steps, approval } = plan
  const last = steps.at(-1) ?? ''
  const first = approval && steps.length === 1 ? 'await-approval' : steps[0]
  const nextOf = (index: number) => {
    const next = steps[index + 1]
    if (next === undefined) return 'End: true'
    return `Next: ${approval && next === last ? 'await-approval' : next}`
  }
  const states = steps.map((step, index) =>
    taskState(workflow, step, index === 0 ? retry : '    Retry: *retry\n', nextOf(index)),
  )
  if (approval) states.splice(-1, 0, approvalStates(workflow, last))
  return `Comment: >-
  ${workflow}: ${steps.join(', then ')}${approval ? `; a person decides before ${last}` : ''}. Only {processData}, the transaction id, travels.
QueryLanguage: JSONPath
TimeoutSeconds: ${timeout(plan)}
StartAt: ${first}
States:
${states.join('\n')}${approval ? refusals(workflow) : ''}`
}

/** Each step waits for 4 minutes at most, see `retry`: half an hour is enough for seven of them. */
const timeout = ({ approval, express }: Plan) => {
  if (approval) return '345600 # 4 days, more than all that it waits for'
  return express ? '25 # the caller waits, and API Gateway gives up after 29' : '1800'
}

/** A Task state that runs a step. */
export function taskState(workflow: string, step: string, retry: string, next: string): string {
  const { key, part } = stepNames(workflow, step)
  return `  ${step}:
    Comment: Adds ${part}.
    Type: Task
    Resource: !GetAtt ${key}.Arn
    TimeoutSeconds: 60
${retry}    ${next}
`
}

const approvalStates = (workflow: string, last: string) => `  await-approval:
    Comment: >-
      Asks a person and waits for SendTaskSuccess with {"approved" true} or false, three days at most: shorter than the queue
      keeps the question.
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken
    TimeoutSeconds: 259200
    Parameters:
      QueueUrl: !Ref ${namesOf(workflow).queue}
      MessageBody:
        MessageTitle: ${namesOf(workflow).request} awaiting approval
        ProcessData.$: $.processData # GET /process-data?transactionId= shows what it is about
        TaskToken.$: $$.Task.Token
    Retry:
      # SQS is busy, which it says by the name that all its errors have, for 4 minutes at most.
      - ErrorEquals: [SQS.AmazonSQSException]
        IntervalSeconds: 1
        MaxAttempts: 12
        BackoffRate: 2
        MaxDelaySeconds: 30
        JitterStrategy: FULL
      - ErrorEquals: [SQS.SdkClientException]
        IntervalSeconds: 1
        MaxAttempts: 5
        BackoffRate: 2
        JitterStrategy: FULL
    Catch:
      - ErrorEquals: [States.Timeout]
        ResultPath: $.error
        Next: unanswered
    ResultPath: $.approval
    Next: is-approved

  is-approved:
    Comment: Only an answer that says yes is a yes.
    Type: Choice
    Choices:
      - And:
          - Variable: $.approval.approved
            IsPresent: true
          - Variable: $.approval.approved
            BooleanEquals: true
        Next: ${last}
    Default: rejected
`

const refusals = (workflow: string) => `
  rejected:
    Comment: The answer was no.
    Type: Fail
    Error: ${namesOf(workflow).request}Rejected
    Cause: Somebody decided against it. Start it again if that helps.

  unanswered:
    Comment: Nobody answered in time.
    Type: Fail
    Error: States.Timeout
    CausePath: States.Format('Nobody answered {} in three days. Start it again, or let it be.', $.processData)
`
