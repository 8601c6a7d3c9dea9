import type { Effect } from '../effects.ts'
import type { StateStatus } from '../run.ts'
import { eachSlot } from './slots.ts'

/** The effects that a state has asked for and that are not answered yet, without those of its branches and iterations. */
export function openEffects(status: StateStatus): Effect[] {
  switch (status.type) {
    case 'Starting':
    case 'Completing':
    case 'Stopped':
    case 'RunningBranches':
    case 'RunningIterations':
      return []
    case 'Waiting':
    case 'Retrying':
      return [{ type: 'StartTimer', ...status.until }]
    case 'RunningTask': {
      const { request, submitted, timeout, heartbeat } = status
      return [
        submitted ? { ...request, submitted: submitted.output } : request,
        ...[timeout, heartbeat].flatMap((timer): Effect[] => (timer ? [{ type: 'StartTimer', ...timer }] : [])),
      ]
    }
    case 'RunningMapRun':
      return [
        status.request,
        ...(status.reading ? [status.reading] : []),
        ...(status.writing ? [status.writing] : []),
        ...[...eachSlot(status.children)].flatMap((child) => (child && !child.result ? [child.request] : [])),
      ]
    default:
      return status satisfies never
  }
}
