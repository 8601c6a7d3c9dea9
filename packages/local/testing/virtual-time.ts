import { setTimeout as after, setImmediate as turn } from 'node:timers/promises'
import type { Region } from '../region.ts'
import type { FakeClock } from './fake-clock.ts'

/** Resolves when only time, or somebody outside of the region, can make anything happen. */
export async function settled({ services }: Pick<Region, 'services'>): Promise<void> {
  const { store, driver } = services.states.stepFunctions.states
  for (let quiet = 0, turns = 0; quiet < 2; turns++) {
    await store.committed()
    await services.events.idle()
    const busy = driver.busy || services.lambda.busy
    quiet = busy ? 0 : quiet + 1
    // Functions run in threads, which need the processor more than this.
    await (busy && turns > 20 ? after(5) : turn())
  }
}

/**
 * Moves time, from one thing that is due to the next, and lets each come to rest before: what it starts begins at its time.
 * @throws RangeError when that is in the past
 */
export async function skipTo(region: Pick<Region, 'services'>, clock: FakeClock, date: Date | string | number) {
  const to = new Date(date).getTime()
  if (!(to >= clock.now()))
    throw new RangeError(`time cannot go from ${iso(clock.now())} to ${Number.isNaN(to) ? date : iso(to)}`)
  await settled(region)
  while (clock.nextDue !== undefined && clock.nextDue <= to) {
    clock.next()
    await settled(region)
  }
  clock.advance(to - clock.now())
  await settled(region)
}

/** @returns the time then @throws Error when nothing waits for time */
export async function skipToNextTimer(region: Pick<Region, 'services'>, clock: FakeClock): Promise<Date> {
  await settled(region)
  if (!clock.next()) throw new Error('nothing in the region waits for time')
  await settled(region)
  return new Date(clock.now())
}

export const iso = (at: number): string => new Date(at).toISOString()
