import { expect, test } from '@jest/globals'
import { Matcher } from './pattern.ts'

test('a placeholder stands for anything, but the same for the same thing', () => {
  expect(new Matcher('').difference({ a: '<uuid:1>', b: 'x-<uuid:1>' }, { a: '7', b: 'x-7' })).toBeUndefined()
  expect(new Matcher('').difference(['a-<uuid:1>', 'b-<uuid:1>'], ['a-7', 'b-7'])).toBeUndefined()
  expect(new Matcher('').difference(['a-<uuid:1>', 'b-<uuid:1>'], ['a-7', 'b-8'])).toBe(
    '/1: expected "b-<uuid:1>", got "b-8"',
  )
})

test('a placeholder that only names a kind need not stand for the same twice', () => {
  expect(new Matcher('').difference(['<date>', '<date>'], ['2024', '2025'])).toBeUndefined()
})

test('a placeholder that is part of what was given stands for itself', () => {
  expect(new Matcher('{"a":"<x>"}').difference('<x>', 'y')).toBe('/: expected "<x>", got "y"')
})

test('causes that are JSON are compared as JSON', () => {
  expect(new Matcher('').difference('{"a": 1, "b": "<id:1>"}', '{"b":"z","a":1}')).toBeUndefined()
})

test('what is missing and what is too much are differences', () => {
  expect(new Matcher('').difference({ a: 1 }, {})).toBe('/a: expected 1, got nothing')
  expect(new Matcher('').difference({}, { a: 1 })).toBe('/a: expected nothing, got 1')
})
