import type { EpochMs } from '../../clock/clock.ts'
import type { AwsEvent } from '../events/aws-event.ts'

/** An event that came to a bus, and the rules that it fitted. */
export type PassedEvent = { at: EpochMs; bus: string; event: AwsEvent; rules: string[] }

const eventsKept = 500
/** In characters. */
const longestDetail = 20_000

/** The newest events, since the region started. */
export class PassedEvents {
  readonly #events: PassedEvent[] = []
  readonly #now: () => EpochMs

  constructor(now: () => EpochMs) {
    this.#now = now
  }

  readonly add = (event: AwsEvent, bus: string, rules: readonly { name: string }[]): void => {
    const isShort = JSON.stringify(event.detail).length <= longestDetail
    const kept = isShort ? event : { ...event, detail: { '…': 'too long to be kept' } }
    this.#events.push({ at: this.#now(), bus, event: kept, rules: rules.map(({ name }) => name) })
    if (this.#events.length > eventsKept) this.#events.shift()
  }

  /** Newest first. */
  all(): PassedEvent[] {
    return [...this.#events].reverse()
  }
}
