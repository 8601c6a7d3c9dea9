import type { State, Visit } from '../index.ts'
import { duration } from '../model/duration.ts'
import { scopesOf } from '../model/progress.ts'
import { taskToken } from '../model/task-token.ts'
import { answerToken, canWrite, runState } from './actions.ts'
import { CopyButton } from './copy-button.tsx'
import { now, selectedAttempt, selectedName, selectedVisit, selectedVisits, states, why } from './execution-store.ts'
import { InvocationView } from './invocation-view.tsx'
import { Iterations } from './iterations.tsx'
import { JsonView } from './json-view.tsx'
import { executionPath, select } from './location.ts'
import { MapRun } from './map-run.tsx'
import { Pill, tone } from './pill.tsx'
import { selectedInvocations } from './region-store.ts'
import { exactly } from './times.ts'

/** How it stands with the selected state, and what can be done about it. */
export function Overview() {
  const visit = selectedVisit.value
  const state = states.value.get(selectedName.value ?? '')
  if (!visit) {
    return <p class="empty">{state ? 'This state was not entered.' : 'Nothing has happened yet.'}</p>
  }
  const attempt = selectedAttempt.value
  const token = taskToken(state, visit)
  const last = selectedInvocations.value.at(-1)
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
      {visit.mapRunArn !== undefined && <MapRun arn={visit.mapRunArn} />}
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
      {visit.status !== 'SUCCEEDED' && last && <InvocationView invocation={last} besideCause />}
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
  const shown = selectedAttempt.value
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
            aria-pressed={attempt === shown}
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
