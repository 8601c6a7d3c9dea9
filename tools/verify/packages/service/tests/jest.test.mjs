import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startRegion } from '@sfs3/local/testing'

let region
beforeAll(async () => {
  region = await startRegion({ time: 'virtual' })
})
afterAll(() => region.stop())

test('a greeting that is busy is asked for again, a minute later', async () => {
  region.mock('greetings-dev', 'Greet', [{ throws: 'Busy' }, { returns: { text: 'Hello' } }])

  const { output, startedAt, stoppedAt, state } = await region.run('greetings-dev', { name: 'Ada' })

  expect([output, state('Greet').attempts, stoppedAt - startedAt]).toEqual([{ text: 'Hello' }, 2, 60_000])
})
