import { randomUUID } from 'node:crypto'
import type { Exercise } from '../exercise.ts'
import { nameOf } from '../use.ts'

export const exercise: Exercise = {
  roles: /^(StartProc|ProcessState|ProcessData|RecordOutcome|Step[A-F]|ProcessStateMachine)Role$/,
  unneeded: [
    [/^RecordOutcome states:Describe/, 'only for outputs above 248 KB, which the event leaves out'],
    [/^ProcessState s3:PutObject/, 'only when the event that tells of the end got lost'],
    [/ s3:(Put|Get)Object .*answer\.json$/, 'only when a start is repeated with Prefer: wait'],
  ],
  async run({ start, ended, answered, soon, exists, missesItsData }) {
    const executionId = await start('/start-process', { amount: 7 })
    const transactionId = nameOf(executionId)
    await ended(executionId)
    await answered(200, 'GET', `/process-state?executionArn=${executionId}`)
    await answered(200, 'GET', `/process-data?transactionId=${transactionId}`)
    await answered(404, 'GET', `/process-data?transactionId=${randomUUID()}`)
    await answered(404, 'GET', `/process-state?executionArn=${executionId.replace(transactionId, randomUUID())}`)
    await soon('the outcome', exists('data', `processes/${transactionId}/outcome.json`))
    for (const step of ['stepA', 'stepB', 'stepC', 'stepD', 'stepE', 'stepF']) await missesItsData(step)
  },
}
