import { expect, test } from '@jest/globals'
import {
  answerKey,
  describePermitKey,
  executionRecordKey,
  partKey,
  partOfKey,
  requestKey,
} from '../../src/process/keys.ts'

test('the layout of the data bucket, which roles and other versions of the service rely on', () => {
  expect([
    partKey('tx-1', 'processInput'),
    partKey('tx-1', 'step-a-output'),
    executionRecordKey('tx-1', 'started', 0),
    executionRecordKey('tx-1', 'outcome', 2),
    answerKey('tx-1'),
    requestKey('claim-1'),
    describePermitKey(1_767_225_600, 4),
  ]).toEqual([
    'processes/tx-1/input.json',
    'processes/tx-1/outputs/step-a-output.json',
    'processes/tx-1/started.json',
    'processes/tx-1/redrives/2/outcome.json',
    'processes/tx-1/answer.json',
    'processes/claim-1/request.json',
    'processes/.describe/1767225600/4.json',
  ])
})

test('a part has a name, and leads nowhere else', () => {
  expect(() => partKey('tx-1', '../started')).toThrow('a name like')
})

test('of the objects of a transaction only some are parts', () => {
  const part = (key: string) => partOfKey('tx-1', key)

  expect(part('processes/tx-1/input.json')).toBe('processInput')
  expect(part('processes/tx-1/outputs/step-a-output.json')).toBe('step-a-output')
  for (const key of ['started.json', 'outcome.json', 'answer.json', 'redrives/1/outcome.json', 'outputs/a/b.json'])
    expect(part(`processes/tx-1/${key}`)).toBeUndefined()
})
