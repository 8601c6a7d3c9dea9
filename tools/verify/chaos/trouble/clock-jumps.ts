import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Phase } from '../phase.ts'

/**
 * The clock goes forward and back, and ends ahead of where it ever was: what waits until a time waits for the machine's clock to
 * come there.
 */
export const clockJumps: Phase = async ({ region, world, clockFile, crowd, random, say, count }) => {
  world.clockJumped = true
  crowd.start(60)
  for (const minutes of [random.between(1, 20), -random.between(1, 10), 0, 60]) {
    await sleep(2500)
    writeFileSync(clockFile, String(minutes * 60_000))
    count('clock jumps')
    say(`the clock is ${minutes === 0 ? 'right' : `${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead' : 'behind'}`}`)
  }
  await sleep(2500)
  await crowd.stop()
  return region.hasEnded ? [`the region ended when the clock jumped: ${region.lastWords}`] : []
}
