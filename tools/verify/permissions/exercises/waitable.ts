import type { Exercise } from '../exercise.ts'
import { nameOf } from '../use.ts'

export const exercise: Exercise = {
  roles: /^(StartJob|JobStatus|WaitableStateMachine)Role$/,
  unneeded: [],
  async run({ clock, start, ended, answered }) {
    const executionId = await start('/jobs', { StartTimestamp: new Date(clock.now() + 1000).toISOString() })
    await ended(executionId)
    await answered(200, 'GET', '/jobs/status')
    await answered(200, 'GET', `/jobs/status?id=${nameOf(executionId)}`)
  },
}
