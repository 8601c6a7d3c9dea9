import { setTimeout as sleep } from 'node:timers/promises'
import type { Phase } from '../phase.ts'

const kills = 22

/** kill -9 of the region alone or with all that it started, at any moment, also while it starts. */
export const killing: Phase = async ({ region, crowd, random, say, count }) => {
  const sentences: string[] = []
  crowd.start(40)
  for (let i = 1; i <= kills; i++) {
    const isStarting = i > 1 && random.chance(0.35)
    const whom = random.chance(0.5) ? 'group' : 'alone'
    if (i > 1) region.start()
    if (!isStarting && !(await region.ready())) sentences.push(ended(region.lastWords))
    const afterMs = isStarting ? random.between(0, 1500) : random.between(100, 3000)
    await sleep(afterMs)
    if (region.hasEnded) sentences.push(ended(region.lastWords))
    await region.kill(whom)
    count(isStarting ? 'kills while starting' : 'kills under load')
    say(`kill ${i} of ${kills}: ${whom}, ${afterMs} ms after it ${isStarting ? 'was started' : 'was ready'}`)
  }
  region.start()
  if (!(await region.ready())) sentences.push(ended(region.lastWords))
  await crowd.stop()
  return sentences
}

const ended = (words: string) => `after a kill the region ended by itself: ${words}`
