import type { Visit } from '../index.ts'
import { duration } from '../model/duration.ts'
import { now, selectedVisit, visits } from './execution-store.ts'
import { select } from './location.ts'
import { Pill } from './pill.tsx'
import { exactly } from './times.ts'
import { VirtualList } from './virtual-list.tsx'

/** Every state that was entered, in that order. */
export function TableView() {
  const selected = selectedVisit.value ? visits.value.indexOf(selectedVisit.value) : -1
  return (
    <div class="rows states">
      <div class="row head">
        <span>State</span>
        <span>Type</span>
        <span>Status</span>
        <span class="right">Attempts</span>
        <span class="right">Duration</span>
        <span class="right">Entered</span>
      </div>
      <VirtualList
        items={visits.value}
        rowHeight={28}
        label="States"
        selected={selected}
        render={(visit, index) => (
          <button
            type="button"
            key={visit.id}
            class={`row ${index === selected ? 'selected' : ''}`}
            aria-pressed={index === selected}
            onClick={() => selectVisit(visit)}
          >
            <span class="name" style={{ paddingLeft: `${depth(visit) * 14}px` }}>
              {visit.name}
              {visit.scope?.index !== undefined && <small> {visit.scope.index}</small>}
            </span>
            <span class="faint">{visit.type}</span>
            <span>
              <Pill status={visit.status} />
            </span>
            <span class="right">{visit.attempts.length > 1 ? visit.attempts.length : ''}</span>
            <span class="right">{duration((visit.to ?? now.value) - visit.from)}</span>
            <span class="right faint">{exactly(visit.from)}</span>
          </button>
        )}
      />
    </div>
  )
}

const depth = ({ scope }: Visit): number => (scope ? depth(scope.within) + 1 : 0)

export function selectVisit(visit: Visit): void {
  select({ state: visit.name, visit: visit.id, attempt: undefined, event: undefined })
}
