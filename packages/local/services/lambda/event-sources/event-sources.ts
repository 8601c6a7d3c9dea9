import type { Clock } from '../../../clock/clock.ts'
import type { Resource, StackResources } from '../../../cloudformation/stack.ts'
import { roleCaller } from '../../../iam/caller.ts'
import type { Iam } from '../../../iam/iam.ts'
import type { AccountRegion } from '../../account-region.ts'
import type { RegionPart } from '../../aws-service.ts'
import type { TableStreams } from '../../dynamodb/streams.ts'
import { nameOf, notCarriedOut, provisionEach, type Report, strictReport } from '../../report.ts'
import type { SqsStore } from '../../sqs/fauxqs.ts'
import { functionConfiguration } from '../function-configuration.ts'
import type { Invoke } from '../invoke.ts'
import { type Mapping, mappingOf, notCarriedOutHere } from './mapping.ts'
import { QueuePoller } from './queue-poller.ts'
import { StreamPoller } from './stream-poller.ts'

export type EventSourcesOptions = AccountRegion & {
  queues: SqsStore
  streams: TableStreams
  invoke: Invoke
  denial: Iam['denial']
  clock: Clock
  log: (line: string) => void
}

/** What Lambda's execution role needs to read from each kind of source. */
const needed = {
  queue: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  stream: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
}

type Poller = { configuration: string; poller: QueuePoller | StreamPoller }

/** The event source mappings of the template: queues and streams of tables that functions get the records of. */
export function createEventSources(options: EventSourcesOptions): RegionPart {
  const pollers = new Map<string, Poller>()
  let started = false

  const stop = (id: string) => {
    pollers.get(id)?.poller.stop()
    pollers.delete(id)
  }
  const begin = (resource: Resource, mapping: Mapping) => {
    const configuration = JSON.stringify(resource.properties)
    if (pollers.get(mapping.id)?.configuration === configuration) return
    stop(mapping.id)
    const poller =
      mapping.source === 'queue' ? new QueuePoller({ ...options, mapping }) : new StreamPoller({ ...options, mapping })
    pollers.set(mapping.id, { configuration, poller })
    if (started) poller.start()
  }

  return {
    async deploy(stack, report = strictReport) {
      const resources = stack.ofType('AWS::Lambda::EventSourceMapping')
      for (const id of [...pollers.keys()]) if (!resources.some(({ logicalId }) => logicalId === id)) stop(id)
      await provisionEach(resources, report, (resource) => {
        const mapping = mappingOf(resource)
        if (mayRead(mapping, resource, stack, options, report) && mapping.enabled) begin(resource, mapping)
        else stop(mapping.id)
      })
    },
    start() {
      started = true
      for (const { poller } of pollers.values()) poller.start()
    },
    async stop() {
      for (const id of [...pollers.keys()]) stop(id)
    },
  }
}

/** Whether there is something to read, and the function's role may. Says so if not. */
function mayRead(
  { source, functionArn, sourceArn }: Mapping,
  resource: Resource,
  stack: StackResources,
  { denial, accountId }: EventSourcesOptions,
  report: Report,
): boolean {
  const nothing = `${nameOf(resource)}: function ${functionArn.split(':').at(-1)} gets nothing`
  if (source === undefined) {
    report.notRun(
      `${nothing} from ${sourceArn || 'a broker of messages'}, as the local region reads SQS and streams of DynamoDB`,
    )
    return false
  }
  for (const property of notCarriedOutHere)
    if (property in resource.properties) report.notRun(notCarriedOut(resource, property))
  const reader = stack
    .ofType('AWS::Lambda::Function')
    .map(functionConfiguration)
    .find(({ name, arn }) => arn === functionArn || name === functionArn.split(':').at(-1))
  const caller = roleCaller(reader?.roleName ?? '', functionArn, accountId)
  const refusals = needed[source].flatMap((action) => denial(caller, action, sourceArn) ?? [])
  if (refusals[0] !== undefined) report.broken(`${nothing}: ${refusals[0]}`)
  return refusals.length === 0
}
