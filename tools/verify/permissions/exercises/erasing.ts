import { randomUUID } from 'node:crypto'
import type { Exercise } from '../exercise.ts'
import { nameOf } from '../use.ts'

export const exercise: Exercise = {
  roles: /^EraseProcessRole$/,
  unneeded: [
    [/^EraseProcess s3:GetObject .*started/, 'only for an end that is not recorded yet'],
    [/^EraseProcess s3:ListBucket /, 'only for what is missing, which else answers 403, not 404'],
  ],
  async run({ start, ended, answered, soon, exists }) {
    const executionId = await start('/start-process', { amount: 7 })
    const transactionId = nameOf(executionId)
    await ended(executionId)
    await ended(`${executionId.replace('-process:', '-downstream:')}-downstream`)
    for (const each of [transactionId, `${transactionId}-downstream`])
      await soon('the outcome', exists('data', `processes/${each}/outcome.json`))
    await answered(200, 'DELETE', `/process-data?transactionId=${transactionId}`)
    await answered(404, 'DELETE', `/process-data?transactionId=${randomUUID()}`)
  },
}
