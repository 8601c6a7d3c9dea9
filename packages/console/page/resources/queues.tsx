import type { Message, Queue } from '../../region/answers.ts'
import { JsonView } from '../json-view.tsx'
import { moment } from '../times.ts'
import { ListAndDetail } from './list-and-detail.tsx'
import { useRegion } from './use-region.ts'

/** The queues. Looking into one receives no message. */
export function Queues() {
  const { answer, problem } = useRegion('ListQueues')
  return (
    <ListAndDetail
      title="Queues"
      items={answer?.queues}
      problem={problem}
      none="The service has no queues."
      nameOf={({ name }) => name}
      columns={[
        { label: 'Visible', right: true, show: ({ visible }) => visible || '' },
        { label: 'In flight', right: true, show: ({ inFlight }) => inFlight || '' },
        { label: 'Delayed', right: true, show: ({ delayed }) => delayed || '' },
      ]}
      detail={(queue) => <OneQueue queue={queue} />}
    />
  )
}

function OneQueue({ queue: { name, isFifo } }: { queue: Queue }) {
  const { answer } = useRegion('PeekQueue', { queueName: name })
  return (
    <>
      <div class="tabs">
        <h2>{name}</h2>
        <span class="note">{isFifo ? 'FIFO' : 'standard'}</span>
      </div>
      {answer?.messages.length === 0 && <p class="empty">There is no message in it.</p>}
      {answer?.messages.map((message) => (
        <JsonView key={message.messageId} title={message.messageId} note={factsOf(message)} text={message.body} />
      ))}
    </>
  )
}

const factsOf = ({ is, until, sentAt, receiveCount, groupId }: Message): string =>
  [
    until === undefined ? is : `${is} until ${moment(until)}`,
    `sent ${moment(sentAt)}`,
    receiveCount > 0 && `received ${receiveCount === 1 ? 'once' : `${receiveCount} times`}`,
    groupId !== undefined && `group ${groupId}`,
  ]
    .filter(Boolean)
    .join(' · ')
