import { randomUUID } from 'node:crypto'
import type { Exercise } from '../exercise.ts'

export const exercise: Exercise = {
  roles: /^(StopProcess|RedriveProcess)Role$/,
  unneeded: [
    [
      /^(ProcessState|StopProcess|RedriveProcess) states:/,
      'the exercises look at, stop and redrive one machine of all',
    ],
    [/^RedriveProcess s3:ListBucket/, 'only for what is missing, which else answers 403, not 404'],
  ],
  async run({ start, ended, answered, question }) {
    const executionId = await start('/order', { title: 'A mistake' })
    await question('pending-orders.fifo', executionId)
    await answered(202, 'DELETE', `/process-state?executionArn=${executionId}`)
    await ended(executionId, 'ABORTED')
    const key = { 'idempotency-key': randomUUID() }
    await answered(202, 'POST', '/process-redrive', { executionArn: executionId }, key)
    await answered(202, 'POST', '/process-redrive', { executionArn: executionId }, key)
  },
}
