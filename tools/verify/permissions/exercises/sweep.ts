import type { Exercise } from '../exercise.ts'
import { nameOf } from '../use.ts'

export const exercise: Exercise = {
  roles: /^SweepOutcomesRole$/,
  unneeded: [
    [/^SweepOutcomes states:Describe/, 'the exercise loses the event of one machine of all'],
    [/^SweepOutcomes s3:PutObject .*redrives/, 'only for executions that were redriven'],
  ],
  async run({ start, ended, losingEvents, invoked, soon, exists }) {
    const executionId = await losingEvents(async () => {
      const executionId = await start('/jobs', { StartTimestamp: '2021-06-25T17:47:00Z' })
      await ended(executionId)
      return executionId
    })
    await invoked('sweepOutcomes')
    await soon('the outcome', exists('data', `processes/${nameOf(executionId)}/outcome.json`))
  },
}
