import { expect, jest, test } from '@jest/globals'
import { realClock } from '../../clock/real-clock.ts'

test('a time scale shortens the way, in order, while now() stays the real time', async () => {
  const clock = realClock({ timeScale: 360_000 })
  const started = Date.now()
  const called: string[] = []
  clock.at(clock.now() + 2 * 3_600_000, () => called.push('cancelled'))()

  await new Promise<void>((resolve) => {
    clock.at(clock.now() + 3_600_000, () => {
      called.push('an hour')
      resolve()
    })
    clock.at(clock.now() + 1_800_000, () => called.push('half an hour'))
  })

  expect(called).toEqual(['half an hour', 'an hour'])
  expect(clock.now() - started).toBeLessThan(5_000)
})

test('what is already due is called in a later turn, not at once', async () => {
  const clock = realClock()
  let called = false
  const due = new Promise<void>((resolve) =>
    clock.at(0, () => {
      called = true
      resolve()
    }),
  )
  expect(called).toBe(false)
  await due
})

test('while it is held nothing falls due, and then everything so much later', () => {
  jest.useFakeTimers()
  const clock = realClock()
  const called: string[] = []
  clock.at(clock.now() + 1000, () => called.push('before'))
  jest.advanceTimersByTime(400)
  const release = clock.hold()
  const another = clock.hold()
  clock.at(clock.now() + 100, () => called.push('meanwhile'))
  jest.advanceTimersByTime(60_000)
  release()
  jest.advanceTimersByTime(60_000)
  expect(called).toEqual([])

  another()
  jest.advanceTimersByTime(99)
  expect(called).toEqual([])
  jest.advanceTimersByTime(1)
  expect(called).toEqual(['meanwhile'])
  jest.advanceTimersByTime(499)
  expect(called).toEqual(['meanwhile'])
  jest.advanceTimersByTime(1)
  expect(called).toEqual(['meanwhile', 'before'])
  jest.useRealTimers()
})
