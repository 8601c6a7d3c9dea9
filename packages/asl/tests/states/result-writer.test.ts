import { expect, test } from '@jest/globals'
import { parseMachine } from '../../definition.ts'
import { simulate, type World } from '../simulation.ts'

function writtenBy(config: object, input: World['input']) {
  const machine = parseMachine({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ToleratedFailureCount: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Is it good?',
          States: {
            'Is it good?': {
              Type: 'Choice',
              Choices: [{ Variable: '$', IsNumeric: true, Next: 'Good' }],
              Default: 'Bad',
            },
            Good: { Type: 'Succeed' },
            Bad: { Type: 'Fail', Error: 'Bad', Cause: 'not a number' },
          },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'results', Prefix: 'a/b' },
          ...config,
        },
        End: true,
      },
    },
  })
  const { written } = simulate(machine, { input })
  const [results] = written
  if (results?.type !== 'WriteResults') throw new Error('nothing was written')
  const [folder] = /^a\/b\/[0-9a-f-]{36}/.exec(results.objects[0]?.key ?? '') ?? ['']
  return Object.fromEntries(results.objects.map(({ key, body }) => [key.replace(folder, ''), body]))
}

test('results go to a file for each way to end, and a manifest names them', () => {
  const files = writtenBy({}, [1, 'x'])

  expect(Object.keys(files)).toEqual(['/FAILED_0.json', '/SUCCEEDED_0.json', '/manifest.json'])
  expect(JSON.parse(files['/FAILED_0.json'] ?? '')).toMatchObject([
    { Status: 'FAILED', Error: 'Bad', Cause: 'not a number', Input: '"x"', RedriveStatus: 'REDRIVABLE' },
  ])
  expect(JSON.parse(files['/SUCCEEDED_0.json'] ?? '')).toMatchObject([
    {
      Status: 'SUCCEEDED',
      Input: '1',
      Output: '1',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    },
  ])
  expect(JSON.parse(files['/manifest.json'] ?? '')).toMatchObject({
    DestinationBucket: 'results',
    ResultFiles: { FAILED: [{}], PENDING: [], SUCCEEDED: [{ Size: files['/SUCCEEDED_0.json']?.length }] },
  })
})

test('WriterConfig may ask for the outputs alone, one a line', () => {
  const files = writtenBy({ WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' } }, [1, 2])

  expect(files['/SUCCEEDED_0.jsonl']).toBe('1\n2')
})

test('FLATTEN takes lists apart, and tells of a failed child as without it', () => {
  const files = writtenBy({ WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } }, [1, 'x'])

  expect(files['/SUCCEEDED_0.json']).toBe('[1]')
  expect(JSON.parse(files['/FAILED_0.json'] ?? '')).toMatchObject([{ Status: 'FAILED', Error: 'Bad', Input: '"x"' }])
})
