import { config } from './api.ts'
import { ExecutionData } from './execution-data.tsx'
import { history, selectedName, states } from './execution-store.ts'
import { InvocationView } from './invocation-view.tsx'
import { JsonView } from './json-view.tsx'
import { query, select } from './location.ts'
import { selectedInvocations } from './region-store.ts'
import { Data } from './state-data.tsx'
import { Overview } from './state-overview.tsx'
import { exactly } from './times.ts'
import { unfolded } from './unfolded.ts'

/** The right side: everything about the state, or the event, that is selected. */
export function StatePanel() {
  const eventId = Number(query.value.get('event'))
  const event = eventId ? history.value.find(({ id }) => id === eventId) : undefined
  if (event) {
    return (
      <section class="panel" aria-label="Event">
        <div class="tabs">
          <h2>Event {event.id}</h2>
          <button type="button" class="quiet" onClick={() => select({ event: undefined })}>
            Close <kbd>Esc</kbd>
          </button>
        </div>
        <dl>
          <dt>Type</dt>
          <dd>{event.type}</dd>
          <dt>At</dt>
          <dd>{exactly(event.at)}</dd>
          <dt>After</dt>
          <dd>
            <button type="button" class="link" onClick={() => select({ event: event.previousEventId })}>
              event {event.previousEventId}
            </button>
          </dd>
        </dl>
        <JsonView title="Details" text={JSON.stringify(unfolded(event.details))} />
      </section>
    )
  }
  const name = selectedName.value
  const tab = query.value.get('panel') ?? 'state'
  const state = states.value.get(name ?? '')
  return (
    <section class="panel" aria-label="Selected state">
      <div class="tabs" role="tablist">
        <Tab id="state" now={tab} label={name ?? 'No state'} />
        <Tab id="data" now={tab} label="Data" />
        {config.value.isLocal && <Tab id="log" now={tab} label="Log" />}
        <Tab id="code" now={tab} label="Definition" />
        <Tab id="execution" now={tab} label="Execution" />
      </div>
      {tab === 'execution' ? (
        <ExecutionData />
      ) : tab === 'code' ? (
        <JsonView title={name ?? ''} text={JSON.stringify(state ?? null)} />
      ) : tab === 'data' ? (
        <Data />
      ) : tab === 'log' ? (
        <Log />
      ) : (
        <Overview />
      )}
    </section>
  )
}

function Tab({ id, now: current, label }: { id: string; now: string; label: string }) {
  return (
    <button
      type="button"
      role="tab"
      aria-selected={id === current}
      onClick={() => select({ panel: id === 'state' ? undefined : id })}
    >
      {label}
    </button>
  )
}

/** What the functions of the selected attempt wrote, and what they asked of other services. */
function Log() {
  const invocations = selectedInvocations.value
  if (invocations.length === 0)
    return <p class="empty">Nothing ran for this state since the region started, or it is too long ago.</p>
  return invocations.map((invocation) => <InvocationView key={invocation.requestId} invocation={invocation} />)
}
