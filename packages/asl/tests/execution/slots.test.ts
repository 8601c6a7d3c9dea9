import { expect, test } from '@jest/globals'
import { eachSlot, emptySlots, slotAt, withSlot } from '../../execution/slots.ts'

test('a slot that is written is there, the others and the slots of before are as they were', () => {
  const before = emptySlots<string>(1000)
  const after = withSlot(withSlot(before, 700, 'x'), 3, 'y')
  expect([slotAt(after, 700), slotAt(after, 3), slotAt(after, 4), slotAt(before, 700)]).toEqual(['x', 'y', null, null])
  expect([...eachSlot(after)].filter((value) => value !== null)).toEqual(['y', 'x'])
  expect([...eachSlot(after)]).toHaveLength(1000)
})
