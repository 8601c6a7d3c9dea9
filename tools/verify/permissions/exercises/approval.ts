import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import type { Exercise } from '../exercise.ts'

export const exercise: Exercise = {
  roles: /^(PlaceOrder|ProcessOrder|ApprovalStateMachine)Role$/,
  unneeded: [[/^Approval\w+ sqs:SendMessage .*unanswered/, 'only when nobody answers for 3 days']],
  async run({ sfn, start, ended, question }) {
    const executionId = await start('/order', { title: 'A book' })
    const taskToken = await question('pending-orders.fifo', executionId)
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }))
    await ended(executionId)
  },
}
