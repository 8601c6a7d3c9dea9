import type { Clock } from '../../clock/clock.ts'
import type { Driver } from './executions/driver.ts'
import type { LongExpressions } from './expressions/long-expressions.ts'
import type { IntegrationOf } from './integrations/integration.ts'
import type { Mocks } from './mocks/mocks.ts'
import type { Store } from './store/store.ts'
import type { ActivityQueues } from './tasks/activity-queues.ts'
import type { TaskTokens } from './tasks/task-tokens.ts'
import type { Arns } from './wire/arn.ts'

/** What the operations work on: the state machines and executions of one region. */
export type States = {
  store: Store
  driver: Driver
  longExpressions: LongExpressions
  clock: Clock
  arns: Arns
  tokens: TaskTokens
  activities: ActivityQueues
  integrationOf: IntegrationOf
  mocks: Mocks
}
