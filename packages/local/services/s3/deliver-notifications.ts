import { sqsMessage } from '../events/deliver.ts'
import { type InvokeAsOptions, invokeAs } from '../lambda/invoke-as.ts'
import type { Notification } from './store/notifications.ts'
import type { S3Store } from './store/s3-store.ts'

const s3 = 's3.amazonaws.com'

/**
 * Carries what buckets tell functions, queues and topics, in order and at least once: it stays on disk until they have taken it.
 * @returns what tells it that there may be more
 */
export function notificationDelivery(options: InvokeAsOptions): { deliver(store: S3Store): void; stop(): void } {
  let working = false
  let stopped = false

  const work = async (store: S3Store) => {
    for (
      let batch = store.notifications.oldest(100);
      batch.length > 0 && !stopped;
      batch = store.notifications.oldest(100)
    )
      for (const notification of batch) {
        await deliver(notification, options)
        // What was on its way when the region stopped is there for the next start.
        if (stopped) return
        store.transaction(() => store.notifications.delete(notification.position))
      }
  }
  return {
    deliver(store) {
      if (working || stopped) return
      working = true
      void work(store).then(
        () => {
          working = false
          // What came between the last look and now.
          if (!stopped && store.notifications.oldest(1).length > 0) this.deliver(store)
        },
        (error: unknown) => {
          working = false
          if (!stopped) options.log(`notifications of S3 wait for the next one: ${error}`)
        },
      )
    },
    stop() {
      stopped = true
    },
  }
}

async function deliver({ bucket, targetArn, event }: Notification, options: InvokeAsOptions): Promise<void> {
  const sourceArn = `arn:aws:s3:::${bucket}`
  const [, , service] = targetArn.split(':')
  if (service === 'lambda') return invokeAs(s3, { functionArn: targetArn, sourceArn, event }, options)

  const lost = (why: string) => options.log(`an event of bucket ${bucket} for ${targetArn} is lost: ${why}`)
  const action = service === 'sqs' ? 'sqs:SendMessage' : 'sns:Publish'
  const refusal = options.denial({ type: 'service', service: s3 }, action, targetArn, { 'aws:SourceArn': sourceArn })
  if (refusal !== undefined) return lost(refusal)
  const text = JSON.stringify(event)
  const form = new URLSearchParams({
    Action: 'Publish',
    TopicArn: targetArn,
    Message: text,
    Subject: 'Amazon S3 Notification',
  })
  const { status, body } =
    service === 'sqs'
      ? await options.send('sqs', sqsMessage(targetArn, text, {}))
      : await options.send('sns', {
          method: 'POST',
          url: '/',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: Buffer.from(`${form}`),
          caller: { type: 'developer' },
        })
  if (status >= 300) lost(String(body))
}
