import type { InsightOperation } from './insight.ts'
import { getObject, listBuckets, listObjects } from './operations/buckets.ts'
import { describeData } from './operations/describe-data.ts'
import { describeRegion } from './operations/describe-region.ts'
import { listEvents, listRules } from './operations/events.ts'
import { listDenials } from './operations/list-denials.ts'
import { listFunctions } from './operations/list-functions.ts'
import { listInvocations } from './operations/list-invocations.ts'
import { listQueues, peekQueue } from './operations/queues.ts'
import { listItems, listTables } from './operations/tables.ts'
import { describeTimer, skipToNextTimer } from './operations/timers.ts'

/** By name on the wire. */
export const operations: Readonly<Record<string, InsightOperation>> = {
  DescribeData: describeData,
  DescribeRegion: describeRegion,
  DescribeTimer: describeTimer,
  GetObject: getObject,
  ListBuckets: listBuckets,
  ListDenials: listDenials,
  ListEvents: listEvents,
  ListFunctions: listFunctions,
  ListInvocations: listInvocations,
  ListItems: listItems,
  ListObjects: listObjects,
  ListQueues: listQueues,
  ListRules: listRules,
  ListTables: listTables,
  PeekQueue: peekQueue,
  SkipToNextTimer: skipToNextTimer,
}
