import { expect, test } from '@jest/globals'
import { parseMachine } from '../../definition.ts'
import { simulate } from '../simulation.ts'

const counted = (ItemBatcher: object) => {
  const machine = parseMachine({
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Arguments: { Bucket: 'b', Key: 'k' } },
        ItemBatcher,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Count',
          States: { Count: { Type: 'Pass', Output: '{% $count($states.input.Items) %}', End: true } },
        },
        End: true,
      },
    },
  })
  const objects = { 'b/k': JSON.stringify(Array(200).fill('x'.repeat(2046))) }
  return simulate(machine, { input: null, objects }).history.at(-1)?.details
}

test('no batch is larger than 256 KiB', () => {
  expect(counted({ MaxItemsPerBatch: 1000 })).toEqual({ output: [127, 73] })
})

test('an expression for its size must be above 0', () => {
  expect(counted({ MaxItemsPerBatch: '{% 0 %}' })).toMatchObject({
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining('MaxItemsPerBatch must be a positive integer.'),
  })
})
