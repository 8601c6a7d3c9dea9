import { describe, expect, test } from '@jest/globals'
import type { Json } from '@sfs3/asl'
import { evaluate, evaluateCondition, type Scope } from '../../cloudformation/intrinsics.ts'
import { NoValue } from '../../cloudformation/pseudo-parameters.ts'
import { TemplateError } from '../../cloudformation/template.ts'

const scope: Scope = {
  ref: (name) => (name === 'AWS::NoValue' ? NoValue : `ref-${name}`),
  getAtt: (logicalId, attribute) => `${logicalId}-${attribute}`,
  condition: (name) => name === 'IsProd',
  region: 'us-east-1',
  mapping: (map, key, name) => `${map}/${key}/${name}`,
}

const values: [name: string, value: Json, expected: Json][] = [
  ['a plain value', { a: [1, 'two', null, true] }, { a: [1, 'two', null, true] }],
  ['Ref', { Ref: 'Bucket' }, 'ref-Bucket'],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'Bucket-Arn'],
  ['GetAtt as text', { 'Fn::GetAtt': 'Stack.Outputs.Name' }, 'Stack-Outputs.Name'],
  ['Sub with a reference', { 'Fn::Sub': 'x-${Bucket}-y' }, 'x-ref-Bucket-y'],
  ['Sub with an attribute', { 'Fn::Sub': '${Bucket.Arn}/*' }, 'Bucket-Arn/*'],
  ['Sub with a literal', { 'Fn::Sub': '${!aws:userid} ${A}' }, '${aws:userid} ref-A'],
  ['Sub with variables', { 'Fn::Sub': ['${a}${B}', { a: { Ref: 'A' } }] }, 'ref-Aref-B'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 3]] }, 'a-ref-B-3'],
  ['Join of a Split', { 'Fn::Join': ['+', { 'Fn::Split': [',', 'a,b'] }] }, 'a+b'],
  ['Select', { 'Fn::Select': ['1', ['a', { Ref: 'B' }]] }, 'ref-B'],
  ['Split', { 'Fn::Split': ['/', { 'Fn::Sub': 'a/${B}' }] }, ['a', 'ref-B']],
  ['If that holds', { 'Fn::If': ['IsProd', { Ref: 'A' }, 'b'] }, 'ref-A'],
  ['If that does not hold', { 'Fn::If': ['IsDev', { Ref: 'A' }, 'b'] }, 'b'],
  ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 'Sizes/ref-Stage/memory'],
  ['Base64', { 'Fn::Base64': 'sfs3' }, 'c2ZzMw=='],
  ['GetAZs', { 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
  ['NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['NoValue in a list', [1, { 'Fn::If': ['IsDev', 2, { Ref: 'AWS::NoValue' }] }], [1]],
  ['a key that only looks like an intrinsic', { Ref: 'A', other: 1 }, { Ref: 'A', other: 1 }],
]

describe('the value of', () => {
  test.each(values)('%s', (_, value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected)
  })
})

const refused: [value: Json, message: string][] = [
  [{ 'Fn::Transform': {} }, 'Fn::Transform is not an intrinsic function that the local region knows'],
  [{ 'Fn::Select': [2, ['a']] }, 'Fn::Select cannot select nonexistent value at index 2'],
  [{ 'Fn::Join': ['-'] }, 'Fn::Join takes 2 values, not 1'],
  [{ 'Fn::Join': ['-', [{ a: 1 }]] }, 'Fn::Join takes strings, not {"a":1}'],
  [{ 'Fn::Split': ['-', 3] }, 'Fn::Split takes a string, not 3'],
  [
    { 'Fn::ImportValue': { 'Fn::Sub': '${AWS::StackName}-vpc' } },
    'Fn::ImportValue: "ref-AWS::StackName-vpc" is exported by another stack, and the local region runs only one',
  ],
]

describe('refused:', () => {
  test.each(refused)('%j', (value, message) => {
    expect(() => evaluate(value, scope)).toThrow(new TemplateError(message))
  })
})

const conditions: [condition: Json, truth: boolean][] = [
  [{ 'Fn::Equals': [{ Ref: 'A' }, 'ref-A'] }, true],
  [{ 'Fn::Equals': ['true', true] }, true],
  [{ 'Fn::Equals': ['a', 'b'] }, false],
  [{ 'Fn::Not': [{ Condition: 'IsProd' }] }, false],
  [{ 'Fn::And': [{ Condition: 'IsProd' }, { 'Fn::Equals': ['a', 'a'] }] }, true],
  [{ 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] }, false],
  [{ 'Fn::Or': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] }, true],
]

describe('the truth of', () => {
  test.each(conditions)('%j is %p', (condition, truth) => {
    expect(evaluateCondition(condition, scope)).toBe(truth)
  })
})
