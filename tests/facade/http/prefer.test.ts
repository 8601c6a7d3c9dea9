import { expect, test } from '@jest/globals'
import { preferredWaitSeconds } from '../../../src/facade/http/prefer.ts'
import { request } from '../../support/api-gateway-event.ts'

const wait = (prefer: string) => preferredWaitSeconds(request('GET', '/', { headers: { Prefer: prefer } }))

test.each([
  ['wait=10', 10],
  ['respond-async, wait=10', 10],
  ['wait="7"; foo="bar"', 7],
  ['WAIT = 3', 3],
  ['wait=0', 0],
])('%s waits %d s', (prefer, seconds) => {
  expect(wait(prefer)).toBe(seconds)
})

test('nobody waits longer than 25 s', () => {
  expect(wait('wait=26')).toBe(25)
  expect(wait('wait=999999999')).toBe(25)
})

test('a service may bound it further', () => {
  const event = request('GET', '/', { headers: { Prefer: 'wait=10' } })

  expect(preferredWaitSeconds(event, 2)).toBe(2)
  expect(preferredWaitSeconds(event, 0)).toBe(0)
})

test.each(['', 'wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=soon', 'await=3', 'return=minimal'])(
  '"%s" is no wish to wait, and no error',
  (prefer) => {
    expect(wait(prefer)).toBeUndefined()
  },
)
