import { useEffect } from 'preact/hooks'
import { duration } from '../model/duration.ts'
import { taskToken } from '../model/task-token.ts'
import { answerToken, canWrite, redrive, runState, skipTimer, startAgain, stop } from './actions.tsx'
import { config } from './api.ts'
import { CopyButton } from './copy-button.tsx'
import { DefinitionView } from './definition-view.tsx'
import { EventsView } from './events-view.tsx'
import {
  connected,
  definition,
  definitionText,
  details,
  follow,
  history,
  now,
  seen,
  selectedName,
  selectedVisit,
  states,
  trouble,
  visits,
  why,
} from './execution-store.ts'
import { GraphView } from './graph-view.tsx'
import { machinePath, query, select } from './location.ts'
import { AmongItems } from './map-run.tsx'
import { Pill } from './pill.tsx'
import { ProcessData } from './process-data.tsx'
import { followRegion, nextTimer } from './region-store.ts'
import { StatePanel } from './state-panel.tsx'
import { selectVisit, TableView } from './table-view.tsx'
import { TimelineView } from './timeline-view.tsx'
import { moment } from './times.ts'

/** An execution: why it failed first, then how it went. @param arn `undefined` for one that was read from a file */
export function ExecutionPage({ arn }: { arn: string | undefined }) {
  useEffect(() => (arn === undefined ? undefined : follow(arn)), [arn])
  useEffect(() => (arn === undefined ? undefined : followRegion(arn)), [arn])
  const execution = details.value
  const view = query.value.get('view') ?? 'graph'
  useEffect(() => {
    document.title = `${machineName()} ${execution?.name.slice(0, 8) ?? ''} · ${(execution?.status ?? '').toLowerCase()}`
  }, [execution])
  if (!execution && trouble.value)
    return (
      <p class="empty bad" role="alert">
        {trouble.value}
      </p>
    )
  return (
    <main class="execution">
      <Heading />
      <Banner />
      {trouble.value && (
        <p class="notice" role="alert">
          {trouble.value}
        </p>
      )}
      <div class="columns">
        <section class="pane">
          <div class="tabs" role="tablist">
            <ViewTab id="graph" now={view} label="Graph" />
            <ViewTab id="table" now={view} label={`States ${visits.value.length}`} />
            <ViewTab id="events" now={view} label={`Events ${history.value.length}`} />
            {config.value.isLocal && arn !== undefined && <ViewTab id="parts" now={view} label="Process data" />}
            <ViewTab id="definition" now={view} label="Definition" />
          </div>
          <div class="view">
            {view === 'table' ? (
              <TableView />
            ) : view === 'events' ? (
              <EventsView />
            ) : view === 'parts' ? (
              <ProcessData />
            ) : view === 'definition' ? (
              <DefinitionView text={definitionText.value} />
            ) : (
              <GraphView />
            )}
          </div>
        </section>
        <StatePanel />
      </div>
      <TimelineView />
    </main>
  )
}

function ViewTab({ id, now: current, label }: { id: string; now: string; label: string }) {
  return (
    <button
      type="button"
      role="tab"
      aria-selected={id === current}
      onClick={() => select({ view: id === 'graph' ? undefined : id })}
    >
      {label}
    </button>
  )
}

const machineName = (): string => details.value?.stateMachineArn.split(':')[6] ?? ''

function Heading() {
  const execution = details.value
  const progress = seen.value
  const status = progress?.status ?? execution?.status ?? ''
  const failedState = progress?.failedAt.at(-1)?.name
  const canRedrive =
    canWrite() && status !== 'RUNNING' && status !== 'SUCCEEDED' && execution?.redriveStatus !== 'NOT_REDRIVABLE'
  const facts = [
    execution && `started ${moment(execution.startDate)}`,
    progress &&
      `${status === 'RUNNING' ? 'running for' : 'ran'} ${duration((progress.to ?? now.value) - progress.from)}`,
    `${visits.value.length} ${visits.value.length === 1 ? 'transition' : 'transitions'}`,
    progress && progress.redrives > 0 && `redriven ${progress.redrives === 1 ? 'once' : `${progress.redrives} times`}`,
    !connected.value && 'not connected, trying again',
  ]
  return (
    <div class="top">
      <div class="title">
        <h1>
          {execution?.stateMachineArn ? (
            <a href={machinePath(execution.stateMachineArn)}>{machineName()}</a>
          ) : (
            'From a file'
          )}
          <span class="id" title={execution?.name}>
            {execution?.name}
          </span>
          {status && <Pill status={status} />}
        </h1>
        <p class="faint">{facts.filter(Boolean).join(' · ')}</p>
        <AmongItems />
      </div>
      <div class="acts">
        <button type="button" onClick={exportJson}>
          Export <kbd>X</kbd>
        </button>
        {canWrite() && (
          <button type="button" onClick={() => startAgain()}>
            Start again… <kbd>N</kbd>
          </button>
        )}
        {canWrite() && status === 'RUNNING' && nextTimer.value !== undefined && (
          <button type="button" onClick={() => skipTimer(nextTimer.value ?? 0)}>
            Skip {duration(Math.max(0, nextTimer.value - now.value))}… <kbd>W</kbd>
          </button>
        )}
        {canWrite() && status === 'RUNNING' && (
          <button type="button" class="danger" onClick={stop}>
            Stop… <kbd>S</kbd>
          </button>
        )}
        {canRedrive && (
          <button type="button" class="primary" onClick={redrive}>
            Redrive{failedState ? ` from ${failedState}` : ''} <kbd>R</kbd>
          </button>
        )}
      </div>
    </div>
  )
}

/** The answer to "why did it fail", before anything else. */
function Banner() {
  const failure = why.value
  if (!failure) return null
  const { state, error, message, attempts, advice, statement, index, visit } = failure
  return (
    <section class={`why ${seen.value?.status === 'ABORTED' ? 'quietly' : ''}`} aria-label="Why it failed">
      {state === undefined ? (
        <b>Execution</b>
      ) : (
        <button type="button" class="link" onClick={() => visit && selectVisit(visit)}>
          {state}
          {index !== undefined && <small> item {index}</small>}
        </button>
      )}
      <p>
        <code>{error}</code>
        {message && ` — ${message.length > 420 ? `${message.slice(0, 420)}…` : message}`}
      </p>
      <span class="faint">{attempts > 1 ? `attempt ${attempts} of ${attempts}` : ''}</span>
      <p class="advice">
        {advice} {statement && <CopyButton text={statement} label="Copy statement" />}
      </p>
    </section>
  )
}

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
