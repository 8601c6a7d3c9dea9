import { expect, test } from '@jest/globals'
import { withoutTraces } from '../../src/process/cause.ts'

const failure = { errorType: 'InboxFileMissing', errorMessage: 'no a.txt' }
const trace = [
  'InboxFileMissing: no a.txt',
  '    at q (/code/read-metadata.ts:47:13)',
  '    at Object.<anonymous> [as run]',
]

test('a cause loses the stack trace of a function, and nothing else', () => {
  expect(withoutTraces(JSON.stringify({ ...failure, trace }))).toBe(JSON.stringify(failure))
  expect(withoutTraces('No trace: [here]}')).toBe('No trace: [here]}')
})

test('also where the cause is text within text', () => {
  const told = (Cause: object) =>
    `Not archived: ${JSON.stringify({ Error: 'E', Cause: JSON.stringify(Cause) })} Mend it.`
  expect(withoutTraces(told({ ...failure, trace }))).toBe(told(failure))
})
