import type { MapState } from '../definition.ts'
import { StateError } from '../state-error.ts'
import type { StateThread, Transition } from '../transition.ts'

export function startMapRun(_t: Transition, thread: StateThread<MapState>): void {
  throw new StateError('States.Runtime', `NotImplemented: the distributed Map state '${thread.active.name}'`)
}
