import { useEffect } from 'preact/hooks'
import { duration } from '../model/duration.ts'
import { canWrite, redrive, skipTimer, startAgain, stop } from './actions.ts'
import { config } from './api.ts'
import { CopyButton } from './copy-button.tsx'
import { DefinitionView } from './definition-view.tsx'
import { EventsView } from './events-view.tsx'
import { exportJson } from './execution-keys.ts'
import {
  connected,
  definitionText,
  details,
  follow,
  history,
  now,
  seen,
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
