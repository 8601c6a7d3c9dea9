import { expect, test } from '@jest/globals'
import type { AwsEvent } from '../../../services/events/aws-event.ts'
import { Target } from '../../../services/events/rule.ts'
import { targetInput } from '../../../services/events/target-input.ts'

const event: AwsEvent = {
  ...{ version: '0', id: 'e1', 'detail-type': 'Object Created', source: 'aws.s3', account: '000000000000' },
  ...{ time: '2026-01-01T00:00:00Z', region: 'us-east-1', resources: ['arn:aws:s3:::inbox'] },
  detail: { object: { key: 'a "b".txt', size: 3 }, tags: ['x', 'y'] },
}
const rule = { name: 'drop', arn: 'arn:aws:events:us-east-1:000000000000:rule/drop' }
const input = (target: object) =>
  targetInput(event, rule, Target.parse({ Id: '1', Arn: 'arn:aws:sqs:r:a:q', ...target }))
const transformed = (InputTemplate: string, InputPathsMap = {}) =>
  input({ InputTransformer: { InputPathsMap, InputTemplate } })

test('without more a target gets the event', () => {
  expect(JSON.parse(input({}))).toEqual(event)
})

test('Input is a constant', () => {
  expect(input({ Input: '{"a":1}' })).toBe('{"a":1}')
})

test('InputPath is a part of the event', () => {
  expect(input({ InputPath: '$.detail.object' })).toBe('{"key":"a \\"b\\".txt","size":3}')
  expect(input({ InputPath: '$.detail.tags[1]' })).toBe('"y"')
})

test('a template fills in values as JSON', () => {
  expect(
    transformed('{"archiveId": <id>, "key": <key>, "size": <size>, "tags": <tags>, "approval_needed": false}', {
      ...{ id: '$.id', key: '$.detail.object.key', size: '$.detail.object.size', tags: '$.detail.tags' },
    }),
  ).toBe('{"archiveId": "e1", "key": "a \\"b\\".txt", "size": 3, "tags": ["x","y"], "approval_needed": false}')
})

test('between quotation marks it fills in text', () => {
  const template = '{"text": "<key> has <size> bytes, \\"<none>\\""}'
  const paths = { key: '$.detail.object.key', size: '$.detail.object.size', none: '$.detail.none' }

  expect(JSON.parse(transformed(template, paths))).toEqual({ text: 'a "b".txt has 3 bytes, ""' })
})

test('a template may be a text, and knows the rule and the event', () => {
  expect(transformed('"<aws.events.rule-name> at <aws.events.event.ingestion-time>"')).toBe(
    '"drop at 2026-01-01T00:00:00Z"',
  )
  expect(transformed('{"arn": <aws.events.rule-arn>, "was": <aws.events.event.json>, "other": <b>}')).toBe(
    `{"arn": "${rule.arn}", "was": ${JSON.stringify(event)}, "other": <b>}`,
  )
})
