import type { Exercise } from '../exercise.ts'

export const exercise: Exercise = {
  roles: /^(Downstream[ABC]|DownstreamStateMachine)Role$/,
  unneeded: [[/^Downstream[ABC] s3:AbortMultipartUpload/, 'only when a part of a large output fails, as for process']],
  async run({ start, ended, missesItsData }) {
    const executionId = await start('/start-process', { amount: 7 })
    await ended(executionId)
    await ended(`${executionId.replace('-process:', '-downstream:')}-downstream`)
    for (const step of ['downstreamA', 'downstreamB', 'downstreamC']) await missesItsData(step)
  },
}
