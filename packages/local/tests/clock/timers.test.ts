import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Timers } from '../../clock/timers.ts'

function drain(timers: Timers, now: number): void {
  for (let then = timers.takeDue(now); then; then = timers.takeDue(now)) then()
}

test('callbacks come in order of when they are due, equals in the order they were added', () => {
  const timers = new Timers()
  const called: string[] = []
  for (const [due, name] of [
    [30, 'c'],
    [10, 'a'],
    [20, 'b'],
    [10, 'a2'],
  ] as const)
    timers.add(due, () => called.push(name))

  drain(timers, 20)
  expect(called).toEqual(['a', 'a2', 'b'])
  expect(timers.nextDue).toBe(30)
})

test('a cancelled callback is never called', () => {
  const timers = new Timers()
  const called: string[] = []
  const cancel = timers.add(1, () => called.push('cancelled'))
  timers.add(2, () => called.push('kept'))
  cancel()
  cancel()

  drain(timers, 5)
  expect(called).toEqual(['kept'])
  expect(timers.nextDue).toBeUndefined()
})

test('any mixture of adding and cancelling leaves the order right', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 400 }), (entries) => {
      const timers = new Timers()
      const called: number[] = []
      const cancels = entries.map(([due]) => timers.add(due, () => called.push(due)))
      entries.forEach(([, cancelled], index) => {
        if (cancelled) cancels[index]?.()
      })

      drain(timers, 50)
      const kept = entries.filter(([, cancelled]) => !cancelled).map(([due]) => due)
      expect(called).toEqual(kept.sort((a, b) => a - b))
    }),
  )
})
