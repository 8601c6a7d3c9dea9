import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import {
  type Attempt,
  explained,
  explainRequest,
  type Iteration,
  type State,
  type StateData,
  stateData,
  type Visit,
} from '../index.ts'
import { duration } from '../model/duration.ts'
import { scopesOf } from '../model/progress.ts'
import { taskToken } from '../model/task-token.ts'
import { answerToken, canWrite, runState } from './actions.tsx'
import { call } from './api.ts'
import { CopyButton } from './copy-button.tsx'
import {
  details,
  history,
  iterations,
  now,
  seen,
  selectedAttempt,
  selectedName,
  selectedVisit,
  selectedVisits,
  states,
  why,
} from './execution-store.ts'
import { JsonView } from './json-view.tsx'
import { executionPath, query, select } from './location.ts'
import { Pill, tone } from './pill.tsx'
import { exactly } from './times.ts'
import { unfolded } from './unfolded.ts'

/** The right side: everything about the state, or the event, that is selected. */
export function StatePanel() {
  const event = history.value.find(({ id }) => String(id) === query.value.get('event'))
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
        <Tab id="code" now={tab} label="Definition" />
        <Tab id="execution" now={tab} label="Execution" />
      </div>
      {tab === 'execution' ? (
        <ExecutionData />
      ) : tab === 'code' ? (
        <JsonView title={name ?? ''} text={JSON.stringify(state ?? null)} />
      ) : tab === 'data' ? (
        <Data />
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

function Overview() {
  const visit = selectedVisit.value
  const state = states.value.get(selectedName.value ?? '')
  if (!visit) {
    return <p class="empty">{state ? 'This state was not entered.' : 'Nothing has happened yet.'}</p>
  }
  const attempt = selectedAttempt.value
  const token = taskToken(state, visit)
  const denied = why.value?.visit === visit ? why.value.statement : undefined
  return (
    <>
      <Visits />
      <dl>
        <dt>Status</dt>
        <dd>
          <Pill status={visit.status} />{' '}
          <span class="faint">
            {duration((visit.to ?? now.value) - visit.from)}, entered {exactly(visit.from)}
          </span>
        </dd>
        <Attempts visit={visit} />
        {attempt?.resource !== undefined && (
          <>
            <dt>Calls</dt>
            <dd>
              <code>{String(state?.Resource ?? attempt.resource)}</code>
            </dd>
          </>
        )}
        <Around visit={visit} />
        {attempt?.error !== undefined && (
          <>
            <dt>Error</dt>
            <dd>
              <code class="bad">{attempt.error}</code>
            </dd>
          </>
        )}
        <Nested visit={visit} />
      </dl>
      {visit.type === 'Map' && visit.iterations.length > 0 && <Iterations map={visit} />}
      {token !== undefined && canWrite() && (
        <div class="acts">
          <button type="button" class="primary" onClick={() => answerToken('success', token)}>
            Approve… <kbd>A</kbd>
          </button>
          <button type="button" onClick={() => answerToken('failure', token)}>
            Reject…
          </button>
          <button type="button" onClick={() => answerToken('heartbeat', token)}>
            Heartbeat…
          </button>
          <CopyButton text={token} label="Copy task token" />
        </div>
      )}
      {token === undefined && canRun(state) && (
        <div class="acts">
          <button type="button" onClick={() => runState(visit.name)}>
            Run this state with this input… <kbd>⇧T</kbd>
          </button>
        </div>
      )}
      {denied !== undefined && <JsonView title="The statement that would allow it" text={denied} />}
      {attempt?.cause !== undefined && attempt.cause !== '' && <Cause text={attempt.cause} />}
      {visit.input !== undefined && <JsonView title="Input" text={visit.input} />}
      {visit.output !== undefined && <JsonView title="Output" text={visit.output} />}
    </>
  )
}

/** TestState runs what answers at once. */
const canRun = (state: State | undefined): boolean =>
  canWrite() &&
  state !== undefined &&
  !['Map', 'Parallel'].includes(state.Type) &&
  !/\.(sync(:2)?|waitForTaskToken)$/.test(state.Resource ?? '')

/** A cause that is JSON says more when it is laid out; a stack is lines. */
function Cause({ text }: { text: string }) {
  const stack = why.value?.cause === text ? why.value.stack : []
  return stack.length > 0 ? (
    <section class="json">
      <header>
        <h2>Cause</h2>
        <CopyButton text={text} />
      </header>
      <pre>{stack.join('\n')}</pre>
    </section>
  ) : (
    <JsonView title="Cause" text={text} />
  )
}

function Visits() {
  const all = selectedVisits.value
  if (all.length < 2) return null
  const at = selectedVisit.value ? all.indexOf(selectedVisit.value) : -1
  const show = (index: number) => select({ visit: all[index]?.id, attempt: undefined })
  return (
    <div class="stepper">
      <button type="button" disabled={at <= 0} aria-label="Visit before" onClick={() => show(at - 1)}>
        ‹
      </button>
      <span>
        {at + 1} of {all.length} times entered
      </span>
      <button type="button" disabled={at >= all.length - 1} aria-label="Next visit" onClick={() => show(at + 1)}>
        ›
      </button>
    </div>
  )
}

function Attempts({ visit }: { visit: Visit }) {
  if (visit.attempts.length < 2) return null
  return (
    <>
      <dt>Attempts</dt>
      <dd class="attempts">
        {visit.attempts.map((attempt, index) => (
          <button
            type="button"
            key={attempt.from + index}
            class={`chip ${tone(attempt.status)}`}
            aria-pressed={attempt === selectedAttempt.value}
            title={attempt.error ?? attempt.status}
            onClick={() => select({ attempt: index + 1 })}
          >
            {index + 1}
            <small>
              {index === 0
                ? duration((attempt.to ?? now.value) - attempt.from)
                : `+${duration(attempt.from - visit.from)}`}
            </small>
          </button>
        ))}
      </dd>
    </>
  )
}

function Around({ visit }: { visit: Visit }) {
  const around = scopesOf(visit)
  if (around.length === 0) return null
  return (
    <>
      <dt>Inside</dt>
      <dd>
        {visit.scope?.index !== undefined && `item ${visit.scope.index} of `}
        {around.map((outer) => outer.name).join(' in ')}
      </dd>
    </>
  )
}

/** An execution that this state started, where its result says so. */
function Nested({ visit }: { visit: Visit }) {
  const arns = [
    ...new Set(
      JSON.stringify(visit.attempts.map(({ result }) => result)).match(
        /arn:aws[\w-]*:states:[\w-]+:\d+:execution:[\w.-]+:[\w.-]+/g,
      ),
    ),
  ]
  if (arns.length === 0 && visit.mapRunArn === undefined) return null
  return (
    <>
      <dt>{visit.mapRunArn ? 'Map run' : 'Execution'}</dt>
      <dd>
        {visit.mapRunArn ? (
          <code>{visit.mapRunArn}</code>
        ) : (
          arns.map((arn) => (
            <a key={arn} href={executionPath(arn)}>
              {arn.split(':').slice(-2).join(' / ')} ↗
            </a>
          ))
        )}
      </dd>
    </>
  )
}

/** The iterations of a Map as one square each, worst first in the eye. */
function Iterations({ map }: { map: Visit }) {
  const chosen = iterations.value[map.id]
  const show = (index: number | undefined) =>
    select({ map: index === undefined ? undefined : `${map.id}:${index}`, visit: undefined, attempt: undefined })
  const byStatus = Map.groupBy(map.iterations, ({ status }: Iteration) => status)
  const shown = map.iterations.slice(0, 1000)
  return (
    <section class="iterations">
      <header>
        <h2>{map.iterations.length} items</h2>
        <span class="note">
          {[...byStatus].map(([status, list]) => `${list.length} ${status.toLowerCase()}`).join(' · ')}
        </span>
        {chosen !== undefined && (
          <button type="button" class="quiet" onClick={() => show(undefined)}>
            Show all
          </button>
        )}
      </header>
      <div class="squares">
        {shown.map(({ index, status }) => (
          <button
            type="button"
            key={index}
            class={`square ${tone(status)}`}
            aria-pressed={index === chosen}
            aria-label={`item ${index}, ${status.toLowerCase()}`}
            title={`item ${index}`}
            onClick={() => show(index)}
          />
        ))}
      </div>
    </section>
  )
}

/** What TestState answers for a visit, kept as long as the visit is looked at. */
const explanation = signal<{ key: string; stages: StateData; problem: string }>({ key: '', stages: [], problem: '' })

/** Asks Step Functions what each processing stage made of the data; what the history tells stands until then. */
function useExplanation(state: State | undefined, visit: Visit | undefined, attempt: Attempt | undefined) {
  const key = `${details.value?.executionArn} ${visit?.id} ${attempt?.from} ${visit?.status}`
  useEffect(() => {
    const request =
      seen.value && state && visit && details.value?.executionArn && explainRequest(seen.value, state, visit, attempt)
    if (!request || !state) return
    call<{ output?: string; inspectionData?: Record<string, unknown> }>('TestState', request)
      .then((answer) => {
        explanation.value = { key, stages: explained(state, answer), problem: '' }
      })
      .catch((error: Error) => {
        explanation.value = { key, stages: [], problem: error.message }
      })
  }, [key])
  return explanation.value.key === key ? explanation.value : { stages: [], problem: '' }
}

function Data() {
  const visit = selectedVisit.value
  const state = states.value.get(selectedName.value ?? '')
  const { stages, problem } = useExplanation(state, visit, selectedAttempt.value)
  if (!visit) return <p class="empty">This state was not entered.</p>
  const shown = stages.length > 1 ? stages : stateData(state, visit, selectedAttempt.value)
  return (
    <>
      {shown.map(({ name, text, madeBy }) => (
        <div key={name} class="stage">
          {Object.keys(madeBy).length > 0 && (
            <div class="made">
              {Object.entries(madeBy).map(([field, value]) => (
                <code key={field}>
                  {field} {typeof value === 'string' ? value : JSON.stringify(value)}
                </code>
              ))}
            </div>
          )}
          <JsonView title={name} text={text} />
        </div>
      ))}
      {problem && <p class="empty">As the history has it. TestState could not say more: {problem}</p>}
    </>
  )
}

function ExecutionData() {
  const { input, output, error, cause } = seen.value ?? {}
  const arn = details.value?.executionArn
  return (
    <>
      <dl>
        {arn && (
          <>
            <dt>ARN</dt>
            <dd>
              <code>{arn}</code> <CopyButton text={arn} />
            </dd>
          </>
        )}
        {error !== undefined && (
          <>
            <dt>Error</dt>
            <dd>
              <code class="bad">{error}</code>
            </dd>
          </>
        )}
      </dl>
      {cause && <JsonView title="Cause" text={cause} />}
      {input !== undefined && <JsonView title="Input" text={input} />}
      {output !== undefined && <JsonView title="Output" text={output} />}
    </>
  )
}
