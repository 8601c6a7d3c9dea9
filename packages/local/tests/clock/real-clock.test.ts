import { expect, test } from '@jest/globals'
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
