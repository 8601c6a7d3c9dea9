import type { Exercise } from '../exercise.ts'

export const exercise: Exercise = {
  roles: /^(Downstream[ABC]|DownstreamStateMachine)Role$/,
  unneeded: [],
  async run({ start, ended, missesItsData }) {
    const executionId = await start('/start-process', { amount: 7 })
    await ended(executionId)
    await ended(`${executionId.replace('-process:', '-downstream:')}-downstream`)
    for (const step of ['downstreamA', 'downstreamB', 'downstreamC']) await missesItsData(step)
  },
}
