import { setTimeout as sleep } from 'node:timers/promises'
import { running } from '../load/executions.ts'
import type { Phase } from '../phase.ts'

/** The same load twice, undisturbed: memory and descriptors are where they were. */
export const steady: Phase = async ({ region, world, crowd, say, count }) => {
  const settled = async () => {
    crowd.start(60)
    await sleep(8000)
    await crowd.stop()
    await crowd.settle(() => running(world), 60)
    await sleep(2000)
    return region.usage()
  }
  const first = await settled()
  const second = await settled()
  if (!first || !second) {
    count('measurements not possible here')
    return []
  }
  count('measurements')
  const text = `${first.mebibytes} MiB and ${first.descriptors} descriptors, then ${second.mebibytes} MiB and ${second.descriptors}`
  say(text)
  return [
    ...(second.descriptors > first.descriptors + 24 ? [`descriptors grow under the same load: ${text}`] : []),
    ...(second.mebibytes > first.mebibytes * 1.25 + 64 ? [`memory grows under the same load: ${text}`] : []),
  ]
}
