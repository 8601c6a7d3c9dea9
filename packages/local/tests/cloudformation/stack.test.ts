import { describe, expect, test } from '@jest/globals'
import type { Json } from '@sfs3/asl'
import { Template, TemplateError } from '../../cloudformation/template.ts'
import { stackOf as stackOfTemplate } from '../../testing/stack.ts'

const stackOf = (template: Json, parameters = {}) =>
  stackOfTemplate(Template.parse(template), { stackName: 'sfs3-dev', parameters })

/** What `Ref` or `Fn::GetAtt` of the one resource R gives. */
const outputOf = (type: string, properties: Json, value: Json) =>
  stackOf({ Resources: { R: { Type: type, Properties: properties } }, Outputs: { value: { Value: value } } }).outputs
    .value

const identities: [type: string, properties: Json, attribute: string | undefined, expected: string][] = [
  ['AWS::S3::Bucket', { BucketName: 'data' }, undefined, 'data'],
  ['AWS::S3::Bucket', { BucketName: 'data' }, 'Arn', 'arn:aws:s3:::data'],
  ['AWS::SQS::Queue', { QueueName: 'q.fifo' }, undefined, 'http://127.0.0.1:4566/000000000000/q.fifo'],
  ['AWS::SQS::Queue', { QueueName: 'q.fifo' }, 'Arn', 'arn:aws:sqs:us-east-1:000000000000:q.fifo'],
  ['AWS::SNS::Topic', { TopicName: 't' }, undefined, 'arn:aws:sns:us-east-1:000000000000:t'],
  ['AWS::DynamoDB::Table', { TableName: 't' }, undefined, 't'],
  ['AWS::DynamoDB::Table', { TableName: 't' }, 'Arn', 'arn:aws:dynamodb:us-east-1:000000000000:table/t'],
  ['AWS::Lambda::Function', { FunctionName: 'f' }, undefined, 'f'],
  ['AWS::Lambda::Function', { FunctionName: 'f' }, 'Arn', 'arn:aws:lambda:us-east-1:000000000000:function:f'],
  [
    'AWS::StepFunctions::StateMachine',
    { StateMachineName: 'm' },
    undefined,
    'arn:aws:states:us-east-1:000000000000:stateMachine:m',
  ],
  ['AWS::StepFunctions::StateMachine', { StateMachineName: 'm' }, 'Name', 'm'],
  ['AWS::IAM::Role', { RoleName: 'r' }, undefined, 'r'],
  ['AWS::IAM::Role', { RoleName: 'r' }, 'Arn', 'arn:aws:iam::000000000000:role/r'],
  ['AWS::Events::Rule', { Name: 'r' }, 'Arn', 'arn:aws:events:us-east-1:000000000000:rule/r'],
  ['AWS::Logs::LogGroup', { LogGroupName: '/a' }, 'Arn', 'arn:aws:logs:us-east-1:000000000000:log-group:/a:*'],
]

describe('names:', () => {
  test.each(identities)('%s %j %s', (type, properties, attribute, expected) => {
    const value = attribute === undefined ? { Ref: 'R' } : { 'Fn::GetAtt': ['R', attribute] }
    expect(outputOf(type, properties, value)).toBe(expected)
  })

  test('a made-up name is the same each time and lower case for a bucket', () => {
    const name = outputOf('AWS::S3::Bucket', {}, { Ref: 'R' })
    expect(name).toMatch(/^sfs3-dev-r-[0-9a-z]{12}$/)
    expect(outputOf('AWS::S3::Bucket', {}, { Ref: 'R' })).toBe(name)
  })
})

test('properties come out plain, whatever they refer to', () => {
  const stack = stackOf(
    {
      Parameters: { Stage: { Type: 'String', Default: 'dev' } },
      Mappings: { Memory: { prod: { mb: 512 }, dev: { mb: 128 } } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: {
        Step: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: { 'Fn::Sub': '${AWS::StackName}-step' },
            MemorySize: { 'Fn::FindInMap': ['Memory', { Ref: 'Stage' }, 'mb'] },
            KmsKeyArn: { 'Fn::If': ['IsProd', { 'Fn::GetAtt': ['Key', 'Arn'] }, { Ref: 'AWS::NoValue' }] },
          },
        },
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'm',
            DefinitionString: { 'Fn::Sub': ['{"Resource":"${step}"}', { step: { 'Fn::GetAtt': ['Step', 'Arn'] } }] },
          },
        },
        Key: { Type: 'AWS::KMS::Key', Condition: 'IsProd' },
      },
    },
    { Stage: 'dev' },
  )

  expect(stack.resources.map(({ logicalId, name, properties }) => ({ logicalId, name, properties }))).toEqual([
    { logicalId: 'Step', name: 'sfs3-dev-step', properties: { FunctionName: 'sfs3-dev-step', MemorySize: 128 } },
    {
      logicalId: 'Machine',
      name: 'm',
      properties: {
        StateMachineName: 'm',
        DefinitionString: '{"Resource":"arn:aws:lambda:us-east-1:000000000000:function:sfs3-dev-step"}',
      },
    },
  ])
})

test('what the region does not run is told by type', () => {
  const stack = stackOf({
    Resources: {
      Data: { Type: 'AWS::S3::Bucket' },
      TooMany: { Type: 'AWS::CloudWatch::Alarm' },
      TooOld: { Type: 'AWS::CloudWatch::Alarm' },
      Site: { Type: 'AWS::CloudFront::Distribution' },
    },
    Outputs: { url: { Value: { 'Fn::GetAtt': ['Site', 'DomainName'] } } },
  })

  expect([...stack.notRun()]).toEqual([
    'AWS::CloudWatch::Alarm TooMany, TooOld: nobody is told of anything',
    'AWS::CloudFront::Distribution Site: there is only its name',
  ])
})

const bucket = (properties: Json, more: { [name: string]: Json } = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: properties,
  ...more,
})

const refused: [name: string, template: Json, message: string][] = [
  [
    'an unknown logical id',
    { Resources: { A: bucket({ BucketName: { Ref: 'B' } }) } },
    'A: there is no resource or parameter B',
  ],
  [
    'an unknown attribute',
    { Resources: { A: bucket({ x: { 'Fn::GetAtt': ['B', 'Size'] } }), B: bucket({}) } },
    'A: AWS::S3::Bucket B has no attribute Size',
  ],
  [
    'a circle of references',
    { Resources: { A: bucket({ x: { Ref: 'B' } }), B: bucket({ x: { 'Fn::Sub': '${A.Arn}' } }) } },
    'Circular dependency between resources: [A, B]',
  ],
  [
    'a circle through DependsOn',
    { Resources: { A: bucket({}, { DependsOn: 'B' }), B: bucket({}, { DependsOn: ['A'] }) } },
    'Circular dependency between resources: [A, B]',
  ],
  [
    'a name made of itself',
    { Resources: { A: bucket({ BucketName: { 'Fn::Sub': '${A}-x' } }) } },
    'A: the name of A refers to itself',
  ],
  [
    'a DependsOn on nothing',
    { Resources: { A: bucket({}, { DependsOn: 'B' }) } },
    'A: there is no resource or parameter B',
  ],
  ['an unknown condition', { Resources: { A: bucket({}, { Condition: 'C' }) } }, 'there is no condition C'],
  [
    'a reference to what a condition left out',
    {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: bucket({ x: { Ref: 'B' } }), B: bucket({}, { Condition: 'Never' }) },
    },
    'A: B is referred to, but its condition is false',
  ],
  [
    'a parameter without a value',
    { Parameters: { P: { Type: 'String' } }, Resources: { A: bucket({ x: { Ref: 'P' } }) } },
    'A: parameter P has no value',
  ],
]

describe('refused in one line:', () => {
  test.each(refused)('%s', (_, template, message) => {
    expect(() => stackOf(template)).toThrow(new TemplateError(message))
  })
})
