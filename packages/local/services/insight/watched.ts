import type { EpochMs } from '../../clock/clock.ts'
import { Denials } from './denials.ts'
import { Invocations } from './invocations.ts'
import { PassedEvents } from './passed-events.ts'
import { Requests } from './requests.ts'

/** What the region remembers of what happened in it, in memory: it is there to be looked at, and decides nothing. */
export type Watched = {
  since: EpochMs
  invocations: Invocations
  denials: Denials
  requests: Requests
  events: PassedEvents
}

/** @param now the real time */
export function watched(now: () => EpochMs): Watched {
  const invocations = new Invocations(now)
  const denials = new Denials(now)
  return {
    since: now(),
    invocations,
    denials,
    requests: new Requests(invocations, denials, now),
    events: new PassedEvents(now),
  }
}
