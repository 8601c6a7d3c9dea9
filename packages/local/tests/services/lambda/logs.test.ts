import { expect, test } from '@jest/globals'
import { type LogFormat, printLogs } from '../../../services/lambda/logs.ts'

const lines = [
  'plain',
  '{"level":"DEBUG","message":"looked","timestamp":"now"}',
  '{"level":"INFO","message":"started","timestamp":"now","cold_start":true,"transactionId":"tx-1"}',
  '{"level":"ERROR","message":"broke"}',
  '{"_aws":{"Timestamp":1},"Answers":1}',
  '{"other":"json"}',
]

const printed = (format: LogFormat) => {
  const shown: string[] = []
  printLogs((line) => shown.push(line), format)('toy', `${lines.join('\n')}\n`)
  return shown
}

test('for people: behind the name of the function, structured lines as text, metrics left out', () => {
  expect(printed({ as: 'text' })).toEqual([
    'toy plain',
    'toy DEBUG looked',
    'toy INFO started transactionId=tx-1',
    'toy ERROR broke',
    'toy {"other":"json"}',
  ])
})

test('an error is told with where it was thrown, packages left out', () => {
  const stack =
    'TypeError: no\n    at run (/toy/pay.ts:1:2)\n    at /toy/node_modules/x.js:3:4\n    at node:internal:5:6'
  const error = { name: 'TypeError', message: 'no', location: 'x', stack }
  const shown: string[] = []
  printLogs((line) => shown.push(line))('toy', JSON.stringify({ level: 'WARN', message: 'failed', error, id: 7 }))

  expect(shown).toEqual(['toy WARN failed id=7\n  TypeError: no\n    at run (/toy/pay.ts:1:2)'])
})

test('on a terminal: the level in its colour', () => {
  expect(printed({ as: 'colours' })[3]).toBe('\u001b[2mtoy\u001b[22m \u001b[31mERROR\u001b[39m broke')
})

test('in a pipe: structured lines as the function wrote them', () => {
  expect(printed({ as: 'json' })).toEqual(['toy plain', lines[1], lines[2], lines[3], 'toy {"other":"json"}'])
})

test.each([
  [
    'DEBUG',
    [
      'toy plain',
      'toy DEBUG looked',
      'toy INFO started transactionId=tx-1',
      'toy ERROR broke',
      'toy METRICS Answers=1',
      'toy {"other":"json"}',
    ],
  ],
  ['WARN', ['toy plain', 'toy ERROR broke', 'toy {"other":"json"}']],
  ['SILENT', []],
] as const)('from %s on', (level, shown) => {
  expect(printed({ as: 'text', level })).toEqual(shown)
})
