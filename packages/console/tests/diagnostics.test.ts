import { expect, test } from '@jest/globals'
import { placeOf } from '../model/diagnostics.ts'

const text = `{
  "StartAt": "a",
  "States": {
    "a": { "Type": "Pass", "Next": "b" },
    "a/b": { "Type": "Choice", "Choices": [{ "Next": "a" }, { "Next": "nowhere" }] }
  }
}`
const at = (pointer: string) => {
  const { from, to } = placeOf(text, pointer)
  return [text.slice(0, from).split('\n').length, text.slice(from, to)]
}

test('a problem is where its pointer leads, or at what is nearest around that', () => {
  expect(at('/States/a/Next')).toEqual([4, '"Next"'])
  expect(at('/States/a~1b/Choices[1]/Next')).toEqual([5, '"Next"'])
  expect(placeOf(text, '/States/a~1b/Choices[1]/Next').from).toBeGreaterThan(text.indexOf('"Next": "a"'))
  expect(at('/States/a/Retry')).toEqual([4, '"a"'])
  expect(at('/Nothing')).toEqual([1, '{'])
  expect(at('')).toEqual([1, '{'])
})
