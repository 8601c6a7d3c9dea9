import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startRegion } from '@sfs3/local/testing'

let region
before(async () => {
  region = await startRegion({ time: 'virtual' })
})
after(() => region.stop())

test('a greeting that is busy is asked for again, a minute later', async () => {
  region.mock('greetings-dev', 'Greet', [{ throws: 'Busy' }, { returns: { text: 'Hello' } }])

  const { output, startedAt, stoppedAt, state } = await region.run('greetings-dev', { name: 'Ada' })

  assert.deepEqual([output, state('Greet').attempts, stoppedAt - startedAt], [{ text: 'Hello' }, 2, 60_000])
})
