import { expect, test } from '@jest/globals'
import { type RequestOptions, waitForResult } from '../index.ts'

const running = { status: 'RUNNING', startDate: '2026-01-01T00:00:00.000Z' } as const
const failed = {
  status: 'FAILED',
  startDate: '2026-01-01T00:00:00.000Z',
  stopDate: '2026-01-01T00:00:01.000Z',
  error: 'E',
} as const

/** A facade whose execution runs for `looks` looks, and what it was asked. */
const facade = (looks: number, retryAfterMs?: number) => {
  const asked: (number | undefined)[] = []
  const waits: number[] = []
  return {
    asked,
    waits,
    processState: async (_: string, { waitSeconds }: RequestOptions = {}) => {
      asked.push(waitSeconds)
      return { execution: asked.length > looks ? failed : running, retryAfterMs }
    },
    pause: async (ms: number) => {
      waits.push(ms)
    },
  }
}

test('asks the facade to hold the answer', async () => {
  const { processState, asked, waits, pause } = facade(0)

  expect(await waitForResult({ processState }, 'arn', { pause })).toEqual(failed)
  expect(asked).toEqual([20])
  expect(waits).toEqual([])
})

test('a facade that does not hold it is asked as often as it says', async () => {
  const { processState, waits, pause } = facade(3, 2000)

  expect(await waitForResult({ processState }, 'arn', { pause })).toEqual(failed)
  expect(waits).toEqual([2000, 2000, 2000])
})

test('waiting can be left out', async () => {
  const { processState, asked, waits, pause } = facade(1)
  await waitForResult({ processState }, 'arn', { waitSeconds: 0, pause })

  expect(asked).toEqual([undefined, undefined])
  expect(waits).toEqual([1000])
})

test('the signal ends the waiting', async () => {
  const { processState } = facade(Number.POSITIVE_INFINITY)
  const stopped = new AbortController()
  const pause = async () => stopped.abort(new Error('enough'))

  await expect(waitForResult({ processState }, 'arn', { signal: stopped.signal, pause })).rejects.toThrow('enough')
})
