import { expect, test } from '@jest/globals'
import { createIam } from '../../../iam/iam.ts'
import { watched } from '../../../services/insight/watched.ts'
import { traceHeader } from '../../../services/lambda/invocation-watch.ts'

const source = { executionArn: 'e', state: 'step-b', attempt: 1 }

function region() {
  let now = 1000
  const seen = watched(() => now)
  const iam = createIam({ accountId: '0', region: 'us-east-1', resourcePolicies: [], watch: seen.requests.decided })
  iam.replace([
    {
      type: 'AWS::IAM::Role',
      logicalId: 'StepRole',
      name: 'step-role',
      attributes: {},
      properties: {
        AssumeRolePolicyDocument: {},
        Policies: [
          {
            PolicyName: 'reads',
            PolicyDocument: { Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' } },
          },
        ],
      },
    } as never,
  ])
  const caller = () => ({ type: 'role', roleName: 'step-role', roleArn: 'r', sessionName: 'step-b' }) as const
  return { ...seen, iam, caller, passes: (ms: number) => (now += ms) }
}

test('an invocation has its lines, its duration, and the requests with its trace id, with what IAM decided', () => {
  const { invocations, requests, iam, caller, passes } = region()
  invocations.accepted({ requestId: '11111111-2222-3333-4444-555555555555', functionName: 'stepB', source })
  passes(20)
  invocations.began('11111111-2222-3333-4444-555555555555')
  const mine = caller()
  requests.began(mine, { 'x-amzn-trace-id': traceHeader('11111111-2222-3333-4444-555555555555') })
  iam.denial(mine, 's3:GetObject', 'arn:aws:s3:::data/part')
  iam.denial(mine, 's3:PutObject', 'arn:aws:s3:::data/part')
  passes(5)
  requests.answered(mine, 403)
  const another = caller()
  requests.began(another, {})
  iam.denial(another, 's3:GetObject', 'arn:aws:s3:::data/of-somebody-else')
  invocations.wrote('11111111-2222-3333-4444-555555555555', 'one\ntwo\n')
  invocations.ended('11111111-2222-3333-4444-555555555555', {
    requestId: '11111111-2222-3333-4444-555555555555',
    payload: '{"errorType":"AccessDenied","errorMessage":"no","trace":["x"]}',
    functionError: 'Unhandled',
  })

  expect(invocations.all()).toEqual([
    {
      ...{ requestId: '11111111-2222-3333-4444-555555555555', functionName: 'stepB', source },
      ...{ acceptedAt: 1000, beganAt: 1020, endedAt: 1025, linesLeftOut: 0 },
      error: { errorType: 'AccessDenied', errorMessage: 'no' },
      lines: [
        { at: 1025, text: 'one' },
        { at: 1025, text: 'two' },
      ],
      requests: [
        {
          ...{ at: 1020, action: 's3:GetObject', resource: 'arn:aws:s3:::data/part', outcome: 'allowed' },
          ...{ status: 403, durationMs: 5 },
        },
        {
          ...{ at: 1020, action: 's3:PutObject', resource: 'arn:aws:s3:::data/part', outcome: 'not allowed' },
          ...{
            status: 403,
            durationMs: 5,
            message: expect.stringContaining('is not authorized to perform: s3:PutObject'),
          },
        },
      ],
    },
  ])
})

test('what was denied is counted, and comes with the statement that would allow all of it', () => {
  const { denials, iam, caller, passes } = region()
  iam.denial(caller(), 's3:PutObject', 'arn:aws:s3:::data/6f6a7d52-6c0e-4b6e-9a3f-0f4d5c1b2a33/input.json')
  iam.denial(caller(), 's3:PutObject', 'arn:aws:s3:::data/0b9a2c1e-1111-4222-8333-444455556666/input.json')
  iam.denial(caller(), 's3:GetObject', 'arn:aws:s3:::data/input.json')
  passes(1)
  iam.denial({ type: 'service', service: 'events.amazonaws.com' }, 'sqs:SendMessage', 'arn:aws:sqs:us-east-1:0:q')

  expect(denials.all()).toMatchObject([
    {
      who: 'events.amazonaws.com',
      allow: {
        statement: { Principal: { Service: 'events.amazonaws.com' }, Resource: 'arn:aws:sqs:us-east-1:0:q' },
        policyOf: 'arn:aws:sqs:us-east-1:0:q',
      },
    },
    {
      who: 'step-role',
      count: 2,
      allow: {
        statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::data/*/input.json' },
        policyOf: 'role step-role',
      },
    },
  ])
})

test('the memory that it takes has an end', () => {
  const { invocations } = region()
  const line = 'x'.repeat(8000)
  for (let index = 0; index < 1200; index++) {
    const requestId = `${String(index).padStart(8, '0')}-0000-0000-0000-000000000000`
    invocations.accepted({ requestId, functionName: 'talks' })
    invocations.wrote(requestId, line)
  }

  expect(invocations.all().length).toBe(1048) // 8 MiB of such lines
  expect(invocations.all()[0]?.requestId).toMatch(/^00001199/)
})
