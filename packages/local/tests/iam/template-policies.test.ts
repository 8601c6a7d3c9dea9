import { expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import type { Resource } from '../../cloudformation/stack.ts'
import { createIam } from '../../iam/iam.ts'
import { functionPolicies } from '../../services/lambda/resource-policies.ts'
import { queuePolicies } from '../../services/sqs/resource-policies.ts'
import { statesPermissions } from '../../services/states/permissions.ts'
import { resource, role } from '../../testing/template-resource.ts'

const at = { accountId: '000000000000', region: 'us-east-1' }
const iamOf = (resources: Resource[]) => {
  const iam = createIam({ ...at, resourcePolicies: [queuePolicies, functionPolicies] })
  iam.replace(resources)
  return iam
}
const allow = (Action: string): JsonObject => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const asRole = (roleName: string) =>
  ({ type: 'role', roleName, roleArn: `arn:aws:iam::000000000000:role/${roleName}`, sessionName: 's' }) as const

function may(roleName: string, action: string, resources: Resource[]): boolean {
  return iamOf(resources).denial(asRole(roleName), action, 'arn:x') === undefined
}

test('a role may do what its inline policies, attached policies and managed policies say', () => {
  const managedArn = 'arn:aws:iam::000000000000:policy/shared'
  const resources = [
    resource('AWS::IAM::Role', 'r', {
      Policies: [{ PolicyName: 'inline', PolicyDocument: allow('a:Inline') }],
      ManagedPolicyArns: [managedArn, 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    }),
    {
      ...resource('AWS::IAM::ManagedPolicy', 'shared', { PolicyDocument: allow('a:Managed') }),
      physicalId: managedArn,
    },
    resource('AWS::IAM::ManagedPolicy', 'attached', { PolicyDocument: allow('a:Attached'), Roles: ['r'] }),
    resource('AWS::IAM::Policy', 'policy', { PolicyDocument: allow('a:Policy'), Roles: ['r'] }),
    resource('AWS::IAM::RolePolicy', 'rp', { RoleName: 'r', PolicyName: 'rp', PolicyDocument: allow('a:RolePolicy') }),
  ]

  for (const action of ['Inline', 'Managed', 'Attached', 'Policy', 'RolePolicy'])
    expect([action, may('r', `a:${action}`, resources)]).toEqual([action, true])
  expect(may('r', 'logs:PutLogEvents', resources)).toBe(true)
  expect(may('r', 'a:Other', resources)).toBe(false)
})

test('a role with a managed policy that nobody knows may do everything, and is told of', () => {
  const resources = [
    resource('AWS::IAM::Role', 'r', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/Unheard'] }),
    resource('AWS::IAM::Role', 'other', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSQSFullAccess'] }),
  ]
  const iam = createIam({ ...at, resourcePolicies: [] })

  expect(iam.replace(resources)).toEqual([
    expect.objectContaining({ logicalId: 'r', managedPolicyArn: 'arn:aws:iam::aws:policy/Unheard' }),
  ])
  expect(iam.denial(asRole('r'), 's3:GetObject', 'arn:x')).toBeUndefined()
  expect(iam.denial(asRole('other'), 'sqs:SendMessage', 'arn:x')).toBeUndefined()
  expect(iam.denial(asRole('other'), 's3:GetObject', 'arn:x')).toMatch(/is not authorized/)
})

test('a service may do what a queue policy or a function permission says, from where it says', () => {
  const iam = iamOf([
    resource('AWS::SQS::QueuePolicy', 'p', {
      Queues: ['http://127.0.0.1:4566/000000000000/inbox'],
      PolicyDocument: {
        Statement: {
          ...{
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: '*',
          },
          Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/drop' } },
        },
      },
    }),
    resource('AWS::Lambda::Permission', 'l', {
      ...{ FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f', Action: 'lambda:InvokeFunction' },
      ...{ Principal: 'events.amazonaws.com', SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/*' },
    }),
  ])
  const events = { type: 'service', service: 'events.amazonaws.com' } as const
  const from = (rule: string) => ({ 'aws:SourceArn': `arn:aws:events:us-east-1:000000000000:rule/${rule}` })
  const queue = 'arn:aws:sqs:us-east-1:000000000000:inbox'

  expect(iam.denial(events, 'sqs:SendMessage', queue, from('drop'))).toBeUndefined()
  expect(iam.denial(events, 'sqs:SendMessage', queue, from('other'))).toBe(
    `User: events.amazonaws.com is not authorized to perform: sqs:sendmessage on resource: ${queue} because no resource-based policy allows the sqs:sendmessage action`,
  )
  const version = 'arn:aws:lambda:us-east-1:000000000000:function:f:live'
  const f = 'arn:aws:lambda:us-east-1:000000000000:function:f'
  expect(iam.denial(events, 'lambda:InvokeFunction', f, from('drop'))).toBeUndefined()
  expect(iam.denial(events, 'lambda:InvokeFunction', version, from('drop'))).toBeDefined()
})

test('a role may act for its own session only: aws:userid names both', () => {
  const own = { Effect: 'Allow', Action: 'a:Do', Resource: '*', Condition: { StringLike: { 'aws:userid': '*:s' } } }

  expect(may('r', 'a:Do', [role('r', own)])).toBe(true)
})

test('answering a task needs the permission for the state machine that asked', () => {
  const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:approval'
  const iam = iamOf([role('r', { Effect: 'Allow', Action: 'states:SendTask*', Resource: machine })])
  const stateMachineOf = (taskToken: string) => (taskToken === 'known' ? machine : undefined)
  const denials = (taskToken: string) => {
    const request = {
      ...{ method: 'POST', url: '/', headers: { 'x-amz-target': 'AWSStepFunctions.SendTaskSuccess' } },
      ...{ body: Buffer.from(JSON.stringify({ taskToken, output: '{}' })), caller: asRole('r') },
    }
    const permissions = statesPermissions(request, { ...at, stateMachineOf })
    return permissions.map(({ action, resource }) => iam.denial(asRole('r'), action, resource))
  }

  expect(denials('known')).toEqual([undefined])
  expect(denials('unknown')).toEqual([expect.stringContaining('states:SendTaskSuccess on resource: arn:aws:states')])
})
