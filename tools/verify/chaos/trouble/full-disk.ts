import { setTimeout as sleep } from 'node:timers/promises'
import type { Phase } from '../phase.ts'

/** The disk is full under load, twice, and once the region is killed while it is. */
export const fullDisk: Phase = async ({ region, disk, crowd, random, say, count }) => {
  const sentences: string[] = []
  crowd.start(40)
  await sleep(1500)
  for (const isKilled of [true, false]) {
    disk.fill(random.between(0, 64) * 1024)
    say('the disk is full')
    await sleep(4000)
    if (region.hasEnded) sentences.push(`on a full disk the region ended: ${region.lastWords}`)
    if (isKilled) await region.kill('group')
    disk.free()
    say(`there is room again${isKilled ? ', after a kill' : ''}`)
    count('full disks')
    if (region.hasEnded) region.start()
    if (!(await region.ready())) sentences.push(`after a full disk the region does not start: ${region.lastWords}`)
    await sleep(3000)
  }
  await crowd.stop()
  return sentences
}
