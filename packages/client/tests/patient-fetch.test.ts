import { expect, test } from '@jest/globals'
import { patientFetch } from '../patient-fetch.ts'

const { signal } = new AbortController()

/** Answers one after the other; an Error is thrown. Tells how long was waited in between. */
const scripted = (...answers: (Response | Error)[]) => {
  const waits: number[] = []
  const fetch = async () => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer ?? Response.error()
  }
  const wait = async (ms: number) => {
    waits.push(ms)
  }
  return { waits, fetch: patientFetch(fetch, wait) }
}

test('an answer is an answer, also a refusal', async () => {
  for (const status of [200, 400, 403, 404, 500]) {
    const { fetch, waits } = scripted(new Response('', { status }))
    expect((await fetch('http://x', { signal })).status).toBe(status)
    expect(waits).toEqual([])
  }
})

test('waits as long as Retry-After says', async () => {
  const busy = { status: 503, headers: { 'retry-after': '3' } }
  const { fetch, waits } = scripted(
    new Response('', busy),
    new Response('', { ...busy, status: 429 }),
    new Response('ok'),
  )

  expect(await (await fetch('http://x', { signal })).text()).toBe('ok')
  expect(waits).toEqual([3000, 3000])
})

test('waits longer each time when nobody says how long, with jitter and a limit', async () => {
  const unreachable = new TypeError('fetch failed')
  const { fetch, waits } = scripted(...Array(8).fill(unreachable), new Response('ok'))

  await fetch('http://x', { signal })

  expect(waits).toHaveLength(8)
  for (const [index, longest] of [200, 400, 800, 1600, 3200, 5000, 5000, 5000].entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(longest / 2)
    expect(waits[index]).toBeLessThanOrEqual(longest)
  }
})

test('the signal ends it', async () => {
  const fetch = patientFetch(async () => {
    throw new TypeError('fetch failed')
  })

  await expect(fetch('http://x', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})
