import { computed } from '@preact/signals'
import type { HistoryEvent } from '../index.ts'
import { history, seen } from './execution-store.ts'
import { query, select } from './location.ts'
import { exactly } from './times.ts'
import { VirtualList } from './virtual-list.tsx'

const texts = new WeakMap<HistoryEvent, string>()

/** What is searched of an event, made once. */
function textOf(event: HistoryEvent): string {
  const known = texts.get(event)
  if (known !== undefined) return known
  const text = `${event.id} ${event.type} ${nameOf(event)} ${JSON.stringify(event.details)}`.toLowerCase()
  texts.set(event, text)
  return text
}

const nameOf = ({ id, details }: HistoryEvent): string => details.name ?? seen.value?.visitOf.get(id)?.name ?? ''

export const foundEvents = computed(() => {
  const words = (query.value.get('find') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return words.length === 0
    ? history.value
    : history.value.filter((event) => words.every((word) => textOf(event).includes(word)))
})

/** The history as it is, with what is looked for. */
export function EventsView() {
  const eventId = Number(query.value.get('event'))
  const selected = eventId ? foundEvents.value.findIndex(({ id }) => id === eventId) : -1
  return (
    <div class="rows events">
      <div class="tools">
        <input
          type="search"
          id="find-event"
          placeholder="Search events: a type, a state, anything in them"
          aria-label="Search events"
          value={query.value.get('find') ?? ''}
          onInput={({ currentTarget }) => select({ find: currentTarget.value })}
        />
        <span class="faint">
          {foundEvents.value.length} of {history.value.length}
        </span>
      </div>
      <VirtualList
        items={foundEvents.value}
        rowHeight={26}
        label="Events"
        selected={selected}
        render={(event, index) => (
          <button
            type="button"
            key={event.id}
            class={`row ${index === selected ? 'selected' : ''}`}
            aria-pressed={index === selected}
            onClick={() => select({ event: event.id })}
          >
            <span class="right faint">{event.id}</span>
            <span class={/Failed|TimedOut|Aborted/.test(event.type) ? 'bad' : ''}>{event.type}</span>
            <span class="name faint">{event.details.error ?? nameOf(event)}</span>
            <span class="right faint">{exactly(event.at)}</span>
          </button>
        )}
      />
    </div>
  )
}
