import { computed, effect, signal } from '@preact/signals'
import { invocationsOf } from '../model/invocations.ts'
import type { Invocation } from '../region/answers.ts'
import { askRegion, config } from './api.ts'
import { details, history, seen, selectedAttempt, selectedVisit } from './execution-store.ts'

/** What the local region tells of the execution that is looked at: empty for other endpoints. */
export const invocations = signal<readonly Invocation[]>([])
/** When its next timer is due. */
export const nextTimer = signal<number | undefined>(undefined)

/** Those of the selected attempt of the selected state. */
export const selectedInvocations = computed(() => {
  const visit = selectedVisit.value
  return visit ? invocationsOf(visit, selectedAttempt.value, invocations.value) : []
})

/** After an event has come, the region may still write what belongs to it. */
const pausesMs = [60, 1000]

/** Reads what belongs to new events, until what is returned is called. */
export function followRegion(executionArn: string): () => void {
  invocations.value = []
  nextTimer.value = undefined
  if (!config.value.isLocal) return () => {}
  let timers: ReturnType<typeof setTimeout>[] = []
  const read = async () => {
    const known = await askRegion('ListInvocations', { executionArn }).catch(() => undefined)
    if (known && details.value?.executionArn === executionArn) invocations.value = known.invocations
    const timer = seen.value?.status === 'RUNNING' ? await askRegion('DescribeTimer', { executionArn }) : {}
    nextTimer.value = timer.at
  }
  const stop = effect(() => {
    if (history.value.length === 0) return
    for (const timer of timers) clearTimeout(timer)
    timers = pausesMs.map((ms) => setTimeout(() => void read().catch(() => {}), ms))
  })
  return () => {
    stop()
    for (const timer of timers) clearTimeout(timer)
  }
}
