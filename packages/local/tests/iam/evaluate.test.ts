import { describe, expect, test } from '@jest/globals'
import { contextOf } from '../../iam/context.ts'
import { type Decision, evaluate, type Principal } from '../../iam/evaluate.ts'
import { statementsOf } from '../../iam/policy.ts'

const stepA: Principal = {
  type: 'AWS',
  names: [
    'arn:aws:iam::000000000000:role/step-a',
    'arn:aws:sts::000000000000:assumed-role/step-a/stepA',
    '000000000000',
    'arn:aws:iam::000000000000:root',
  ],
}

type Case = {
  action?: string
  resource?: string
  keys?: Record<string, string | string[]>
  principal?: Principal
  identity?: object[]
  bucket?: object[]
}

function outcome({
  action = 's3:PutObject',
  resource = 'arn:aws:s3:::data/processes/1/outputs/a.json',
  keys = {},
  principal = stepA,
  identity = [],
  bucket = [],
}: Case): Decision['outcome'] {
  const request = { principal, action, resource, context: contextOf(keys) }
  const of = (statements: object[]) => statementsOf({ Version: '2012-10-17', Statement: statements }, 'owner', 'policy')
  return evaluate(request, of(identity), of(bucket)).outcome
}

const allowPut = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::data/*' }
const conditional = (Condition: object) => [{ ...allowPut, Condition }]

describe('actions', () => {
  const action = (pattern: object) => outcome({ identity: [{ Effect: 'Allow', Resource: '*', ...pattern }] })

  test.each([
    ['s3:PutObject', 'allowed'],
    ['S3:putobject', 'allowed'],
    ['s3:Put*', 'allowed'],
    ['s3:PutO?ject', 'allowed'],
    ['*', 'allowed'],
    ['s3:PutObjectAcl', 'not allowed'],
    ['s3:Put', 'not allowed'],
    ['dynamodb:*', 'not allowed'],
  ])('%s: %s', (Action, expected) => {
    expect(action({ Action })).toBe(expected)
  })

  test('NotAction is everything else', () => {
    expect(action({ NotAction: 's3:Get*' })).toBe('allowed')
    expect(action({ NotAction: ['s3:Get*', 's3:Put*'] })).toBe('not allowed')
  })
})

describe('resources', () => {
  const resource = (pattern: object, keys = {}) =>
    outcome({ keys, identity: [{ Effect: 'Allow', Action: 's3:PutObject', ...pattern }] })

  test.each([
    ['arn:aws:s3:::data/processes/*/outputs/a.json', 'allowed'],
    ['arn:aws:s3:::data/processes/*/outputs/b.json', 'not allowed'],
    ['arn:aws:s3:::data/*', 'allowed'],
    ['arn:aws:s3:::data', 'not allowed'],
    ['arn:aws:s3:::DATA/*', 'not allowed'],
    ['arn:aws:s3:::dat?/processes/?/outputs/a.json', 'allowed'],
    ['arn:aws:s3:::data/processes.1/*', 'not allowed'],
  ])('%s: %s', (Resource, expected) => {
    expect(resource({ Resource })).toBe(expected)
  })

  test('NotResource is everything else', () => {
    expect(resource({ NotResource: 'arn:aws:s3:::other/*' })).toBe('allowed')
    expect(resource({ NotResource: 'arn:aws:s3:::data/*' })).toBe('not allowed')
  })

  test('variables are filled in, and a variable without a value matches nothing', () => {
    const Resource = `arn:aws:s3:::data/processes/\${aws:PrincipalTag/id}/*`
    const withDefault = `arn:aws:s3:::data/processes/\${aws:PrincipalTag/id, '1'}/*`

    expect(resource({ Resource }, { 'aws:PrincipalTag/id': '1' })).toBe('allowed')
    expect(resource({ Resource }, { 'aws:PrincipalTag/id': '*' })).toBe('not allowed')
    expect(resource({ Resource })).toBe('not allowed')
    expect(resource({ Resource: withDefault })).toBe('allowed')
    expect(resource({ Resource: `arn:aws:s3:::data/\${*}` })).toBe('not allowed')
  })
})

describe('conditions', () => {
  const keys = {
    's3:x-amz-storage-class': 'GLACIER',
    's3:max-keys': '10',
    'aws:SecureTransport': 'true',
    'aws:SourceIp': '10.1.2.3',
    'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/backup',
    'aws:CurrentTime': '2026-06-01T12:00:00Z',
    'aws:EpochTime': '1780315200',
    'dynamodb:LeadingKeys': ['a', 'b'],
  }

  test.each<[object, Decision['outcome']]>([
    [{ StringEquals: { 's3:x-amz-storage-class': 'GLACIER' } }, 'allowed'],
    [{ StringEquals: { 'S3:X-Amz-Storage-Class': ['STANDARD', 'GLACIER'] } }, 'allowed'],
    [{ StringEquals: { 's3:x-amz-storage-class': 'glacier' } }, 'not allowed'],
    [{ StringEquals: { 's3:x-amz-storage-class': 'GLA*' } }, 'not allowed'],
    [{ StringEquals: { 's3:prefix': 'x' } }, 'not allowed'],
    [{ StringEqualsIfExists: { 's3:prefix': 'x' } }, 'allowed'],
    [{ StringEqualsIfExists: { 's3:x-amz-storage-class': 'STANDARD' } }, 'not allowed'],
    [{ StringEqualsIgnoreCase: { 's3:x-amz-storage-class': 'glacier' } }, 'allowed'],
    [{ StringNotEquals: { 's3:x-amz-storage-class': ['STANDARD', 'GLACIER'] } }, 'not allowed'],
    [{ StringNotEquals: { 's3:x-amz-storage-class': 'STANDARD' } }, 'allowed'],
    [{ StringNotEquals: { 's3:prefix': 'x' } }, 'allowed'],
    [{ StringNotEqualsIgnoreCase: { 's3:x-amz-storage-class': 'glacier' } }, 'not allowed'],
    [{ StringLike: { 's3:x-amz-storage-class': 'GLA?IER' } }, 'allowed'],
    [{ StringLike: { 's3:x-amz-storage-class': ['S*', 'G*'] } }, 'allowed'],
    [{ StringNotLike: { 's3:x-amz-storage-class': 'G*' } }, 'not allowed'],
    [{ StringLikeIfExists: { 's3:prefix': 'processes/*' } }, 'allowed'],
    [{ StringEquals: { 'aws:SourceIp': `\${aws:SourceIp}` } }, 'allowed'],
    [{ NumericEquals: { 's3:max-keys': 10 } }, 'allowed'],
    [{ NumericNotEquals: { 's3:max-keys': '10' } }, 'not allowed'],
    [{ NumericLessThan: { 's3:max-keys': '9' } }, 'not allowed'],
    [{ NumericLessThanEquals: { 's3:max-keys': '10' } }, 'allowed'],
    [{ NumericGreaterThan: { 's3:max-keys': '9' } }, 'allowed'],
    [{ NumericGreaterThanEquals: { 's3:max-keys': '11' } }, 'not allowed'],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }, 'allowed'],
    [{ DateLessThan: { 'aws:EpochTime': '2026-01-01T00:00:00Z' } }, 'not allowed'],
    [{ DateEquals: { 'aws:CurrentTime': '2026-06-01T12:00:00.000Z' } }, 'allowed'],
    [{ Bool: { 'aws:SecureTransport': true } }, 'allowed'],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, 'not allowed'],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, 'not allowed'],
    [{ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, 'allowed'],
    [{ Null: { 's3:if-none-match': 'true' } }, 'allowed'],
    [{ Null: { 's3:if-none-match': 'false' } }, 'not allowed'],
    [{ Null: { 's3:max-keys': 'false' } }, 'allowed'],
    [{ IpAddress: { 'aws:SourceIp': ['192.168.0.0/16', '10.0.0.0/8'] } }, 'allowed'],
    [{ IpAddress: { 'aws:SourceIp': '10.1.2.4' } }, 'not allowed'],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'not allowed'],
    [{ NotIpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, 'allowed'],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:000000000000:rule/*' } }, 'allowed'],
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/back??' } }, 'allowed'],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:events:*' } }, 'not allowed'],
    [{ ArnNotLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/backup' } }, 'not allowed'],
    [{ ArnNotEquals: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/other' } }, 'allowed'],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b', 'c'] } }, 'allowed'],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } }, 'not allowed'],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['a'] } }, 'allowed'],
    [{ 'ForAllValues:StringNotEquals': { 'dynamodb:LeadingKeys': ['c'] } }, 'allowed'],
    [{ 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['b', 'c'] } }, 'allowed'],
    [{ 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['c'] } }, 'not allowed'],
    [{ 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['a'] } }, 'not allowed'],
    [{ 'ForAnyValue:StringNotLike': { 'dynamodb:LeadingKeys': ['a'] } }, 'allowed'],
    [{ Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 's3:max-keys': '11' } }, 'not allowed'],
    [{ StringEquals: { 's3:max-keys': '10', 's3:prefix': 'x' } }, 'not allowed'],
  ])('%j: %s', (condition, expected) => {
    expect(outcome({ keys, identity: conditional(condition) })).toBe(expected)
  })

  test('an operator that does not exist is an error, not a condition that happens to be false', () => {
    expect(() => outcome({ identity: conditional({ StringSounds: { a: 'b' } }) })).toThrow(
      'the condition operator StringSounds is not implemented in the local region',
    )
  })
})

describe('a bucket policy', () => {
  const everybody = { Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::data/*' }
  const writeOnce = {
    ...everybody,
    Effect: 'Deny',
    Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
  }

  test('that insists on write-once denies even who may put, and spares the parts of an upload', () => {
    const put = (keys: Record<string, string>) => outcome({ keys, identity: [allowPut], bucket: [writeOnce] })

    expect(put({ 's3:ObjectCreationOperation': 'true' })).toBe('explicitly denied')
    expect(put({ 's3:ObjectCreationOperation': 'true', 's3:if-none-match': '*' })).toBe('allowed')
    expect(put({ 's3:ObjectCreationOperation': 'false' })).toBe('allowed')
  })

  test.each<[unknown, Decision['outcome']]>([
    ['*', 'allowed'],
    [{ AWS: '*' }, 'allowed'],
    [{ AWS: 'arn:aws:iam::000000000000:role/step-a' }, 'allowed'],
    [{ AWS: ['arn:aws:sts::000000000000:assumed-role/step-a/stepA', 'x'] }, 'allowed'],
    [{ AWS: 'arn:aws:iam::000000000000:role/step-b' }, 'not allowed'],
    [{ AWS: 'arn:aws:iam::000000000000:role/*' }, 'not allowed'],
    [{ AWS: 'arn:aws:iam::000000000000:root' }, 'not allowed'],
    [{ Service: 'events.amazonaws.com' }, 'not allowed'],
  ])('that allows %j: %s', (Principal, expected) => {
    expect(outcome({ bucket: [{ ...everybody, Effect: 'Allow', Principal }] })).toBe(expected)
  })

  test('denies the whole account when it says so, and all but some with NotPrincipal', () => {
    const deny = (who: object) =>
      outcome({ identity: [allowPut], bucket: [{ ...everybody, Principal: undefined, Effect: 'Deny', ...who }] })

    expect(deny({ Principal: { AWS: '000000000000' } })).toBe('explicitly denied')
    expect(deny({ NotPrincipal: { AWS: 'arn:aws:iam::000000000000:role/step-a' } })).toBe('allowed')
    expect(deny({ NotPrincipal: { AWS: 'arn:aws:iam::000000000000:role/step-b' } })).toBe('explicitly denied')
  })

  test('lets a service in that it names', () => {
    const principal: Principal = { type: 'Service', names: ['events.amazonaws.com'] }
    const allow = (Service: string) =>
      outcome({ principal, bucket: [{ ...everybody, Effect: 'Allow', Principal: { Service } }] })

    expect(allow('events.amazonaws.com')).toBe('allowed')
    expect(allow('sns.amazonaws.com')).toBe('not allowed')
  })
})

test('without any statement nothing is allowed', () => {
  expect(outcome({})).toBe('not allowed')
})

test('a policy with an element that IAM does not know is refused', () => {
  expect(() => outcome({ identity: [{ ...allowPut, Recource: '*' }] })).toThrow('Recource')
})
