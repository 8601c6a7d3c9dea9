import { expect, test } from '@jest/globals'
import { Random, seedRandom } from '../../random/random.ts'

test('the same seed gives the same numbers, and where one left off another goes on', () => {
  const [one, other] = [new Random(seedRandom('a')), new Random(seedRandom('a'))]
  expect([one.next(), one.uuid(), one.taskToken()]).toEqual([other.next(), other.uuid(), other.taskToken()])
  expect(new Random(one.state).next()).toBe(one.next())
})

test('another seed gives others', () => {
  const tokens = new Set(Array.from({ length: 1000 }, (_, i) => new Random(seedRandom(`execution ${i}`)).taskToken()))
  expect(tokens.size).toBe(1000)
})

test('UUIDs are of version 4', () => {
  const random = new Random(seedRandom('b'))
  for (let i = 0; i < 100; i++) {
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})
