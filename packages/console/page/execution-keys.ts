import { taskToken } from '../model/task-token.ts'
import { answerToken, canWrite, redrive, runState, skipTimer, startAgain, stop } from './actions.ts'
import { config } from './api.ts'
import {
  definition,
  details,
  history,
  seen,
  selectedName,
  selectedVisit,
  states,
  visits,
  why,
} from './execution-store.ts'
import { query, select } from './location.ts'
import { nextTimer } from './region-store.ts'
import { selectVisit } from './table-view.tsx'

/** All that was read, as a file that the page can read again. */
export function exportJson(): void {
  const events = history.value.map(({ at, details: eventDetails, ...event }) => ({
    ...event,
    timestamp: new Date(at).toISOString(),
    stateEventDetails: eventDetails,
  }))
  const content = JSON.stringify({ execution: details.value, definition: definition.value, events }, null, 2)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/json' }))
  link.download = `${details.value?.name ?? 'execution'}.json`
  link.click()
  URL.revokeObjectURL(link.href)
}

/** What keys do on this page, in the order in which help lists them. */
export const executionKeys: { key: string; says: string; act: () => void }[] = [
  { key: 'j', says: 'Next state', act: () => step(1) },
  { key: 'k', says: 'State before', act: () => step(-1) },
  { key: ']', says: 'Next attempt', act: () => attempt(1) },
  { key: '[', says: 'Attempt before', act: () => attempt(-1) },
  { key: '}', says: 'Next item of the Map', act: () => item(1) },
  { key: '{', says: 'Item of the Map before', act: () => item(-1) },
  { key: 'g', says: 'Graph', act: () => select({ view: undefined }) },
  { key: 't', says: 'States', act: () => select({ view: 'table' }) },
  { key: 'e', says: 'Events', act: () => select({ view: 'events' }) },
  { key: 'p', says: 'Process data', act: () => config.value.isLocal && select({ view: 'parts' }) },
  { key: 'd', says: 'Definition', act: () => select({ view: 'definition' }) },
  { key: '1', says: 'The state', act: () => select({ panel: undefined }) },
  { key: '2', says: 'Its data', act: () => select({ panel: 'data' }) },
  { key: '3', says: 'Its log', act: () => config.value.isLocal && select({ panel: 'log' }) },
  { key: '4', says: 'Its definition', act: () => select({ panel: 'code' }) },
  { key: '5', says: 'The execution', act: () => select({ panel: 'execution' }) },
  { key: 'T', says: 'Run this state with this input', act: () => runState(selectedName.value ?? '') },
  { key: 'a', says: 'Approve: answer the task token', act: approve },
  { key: 'x', says: 'Export as JSON', act: exportJson },
  { key: 'n', says: 'Start again', act: () => startAgain() },
  { key: 'w', says: 'Skip to the next timer', act: () => nextTimer.value && skipTimer(nextTimer.value) },
  { key: 's', says: 'Stop', act: () => seen.value?.status === 'RUNNING' && stop() },
  { key: 'r', says: 'Redrive', act: () => why.value && redrive() },
]

function approve(): void {
  const visit = selectedVisit.value
  const token = visit && taskToken(states.value.get(visit.name), visit)
  if (token !== undefined && canWrite()) answerToken('success', token)
}

function step(by: number): void {
  const list = visits.value
  const at = list.findIndex(({ id, name }) =>
    query.value.has('visit') ? String(id) === query.value.get('visit') : name === selectedName.value,
  )
  const next = list[Math.min(list.length - 1, Math.max(0, at + by))]
  if (next) selectVisit(next)
}

function attempt(by: number): void {
  const visit = visits.value.findLast(({ name }) => name === selectedName.value)
  const count = visit?.attempts.length ?? 0
  const current = Number(query.value.get('attempt')) || count
  if (count > 0) select({ attempt: Math.min(count, Math.max(1, current + by)) })
}

function item(by: number): void {
  const map = seen.value?.visits.find(({ type, iterations }) => type === 'Map' && iterations.length > 0)
  if (!map) return
  const current = Number((query.value.get('map') ?? '').split(':')[1] ?? -1)
  const index = Math.min(map.iterations.length - 1, Math.max(0, (Number.isNaN(current) ? -1 : current) + by))
  select({ map: `${map.id}:${index}`, visit: undefined, attempt: undefined })
}

/** States of this execution, for the palette. */
export const stateCommands = () =>
  [...states.value.keys()].map((name) => ({
    says: name,
    hint: 'state',
    act: () => select({ state: name, visit: undefined, attempt: undefined }),
  }))
