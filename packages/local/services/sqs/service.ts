import type { AccountRegion } from '../account-region.ts'
import type { AwsService } from '../aws-service.ts'
import { provisionEach, strictReport } from '../report.ts'
import { sqsDescription } from './description.ts'
import type { Messaging } from './messaging.ts'
import { sqsPermissions } from './permissions.ts'
import { provisionQueue } from './provision-queue.ts'

/** SQS: the queues of fauxqs, which it shares with SNS and closes. */
export function createSqs(messaging: Messaging, at: AccountRegion): AwsService {
  return {
    ...sqsDescription,
    type: 'whole',
    permissions: (request) => sqsPermissions(request, at),
    handle: messaging.sqs,
    async deploy(stack, report = strictReport) {
      await provisionEach(stack.ofType('AWS::SQS::Queue'), report, (queue) =>
        provisionQueue(messaging.queues, queue, at, report),
      )
    },
    async remove({ type, name }) {
      const queue = type === 'AWS::SQS::Queue' ? messaging.queues.getQueueByName(name) : undefined
      if (!queue) return undefined
      const { ready, delayed, inflight } = queue.inspectMessages()
      const messages = ready.length + delayed.length + inflight.length
      if (messages > 0) return `it has ${messages} message${messages === 1 ? '' : 's'}`
      messaging.queues.deleteQueue(queue.url)
      return undefined
    },
    start: () => {},
    stop: () => messaging.close(),
  }
}
