import type { Clock } from '../../clock/clock.ts'
import type { AwsEvent } from './aws-event.ts'
import type { EventsStore } from './events-store.ts'

/** What the operations work with. */
export type EventBridge = {
  store: EventsStore
  clock: Clock
  accountId: string
  region: string
  /** `arn:aws:events:<region>:<account>:` */
  arnPrefix: string
  /** Names of the buses; `default` is always there. */
  buses: ReadonlySet<string>
  /** Accepts an event: from now on it will be delivered to whom it concerns. */
  put(event: AwsEvent, bus: string): void
  /** A rule changed. */
  rulesChanged(): void
}
