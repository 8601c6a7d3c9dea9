import { type MapState, processor } from '../definition.ts'
import type { StateOutcome } from '../execution/outcome.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import { startIterations } from './map-iterations.ts'
import { startMapRun } from './map-run.ts'

/** Inline or distributed. @see https://states-language.net/#map-state */
export function startMap(t: Transition, thread: StateThread<MapState>): StateOutcome {
  const distributed = processor(thread.state).ProcessorConfig?.Mode === 'DISTRIBUTED'
  return distributed ? startMapRun(t, thread) : startIterations(t, thread)
}
