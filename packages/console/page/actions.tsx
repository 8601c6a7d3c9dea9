import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { cliCommand, regionCommand } from '../index.ts'
import { duration } from '../model/duration.ts'
import { askRegion, call, cliTarget, config } from './api.ts'
import { CopyButton } from './copy-button.tsx'
import { EarlierInputs } from './earlier-inputs.tsx'
import { details, roleArn, seen, selectedVisit, states } from './execution-store.ts'
import { JsonEditor } from './json-editor.tsx'
import { JsonView } from './json-view.tsx'
import { executionPath, go } from './location.ts'
import { unfolded } from './unfolded.ts'

/** Something that changes an execution: it is shown as the API call that it is, and asked once. */
type Action = {
  title: string
  /** What will be different afterwards. */
  says: string
  button: string
  danger?: boolean
  operation: string
  /** Asked of the local region, not of Step Functions. */
  ofRegion?: boolean
  /** Fields that can be edited, by name; the others are sent as they are. */
  fields: { name: string; label: string; json?: boolean }[]
  input: Record<string, string>
  done?: (answer: Record<string, string>) => void
  /** The answer is what it was asked for: it is shown, and the question stays. */
  shows?: boolean
}

const asked = signal<Action | undefined>(undefined)
const problem = signal('')
const answered = signal('')
const busy = signal(false)

export const canWrite = (): boolean =>
  config.value.mayWrite && (details.value === undefined || details.value.executionArn !== '')

function ask(action: Action): void {
  problem.value = ''
  answered.value = ''
  asked.value = action
}

export function stop(): void {
  const executionArn = details.value?.executionArn
  if (!executionArn || !canWrite()) return
  ask({
    title: 'Stop this execution?',
    says: 'It ends as Aborted. What a step has begun goes on to its end; nothing after it starts.',
    button: 'Stop it',
    danger: true,
    operation: 'StopExecution',
    fields: [
      { name: 'error', label: 'Error' },
      { name: 'cause', label: 'Cause' },
    ],
    input: { executionArn, error: '', cause: '' },
  })
}

export function redrive(): void {
  const executionArn = details.value?.executionArn
  if (!executionArn || !canWrite()) return
  const state = seen.value?.failedAt.at(-1)?.name
  ask({
    title: state ? `Redrive from ${state}?` : 'Redrive this execution?',
    says: 'The same execution goes on at the state that failed, with the input that it had. States that succeeded are not run again.',
    button: 'Redrive it',
    operation: 'RedriveExecution',
    fields: [],
    input: { executionArn },
  })
}

/** @param given the machine and input to begin with; those of the execution that is shown unless said */
export function startAgain(given?: { stateMachineArn: string; input: string }): void {
  const stateMachineArn = given?.stateMachineArn ?? details.value?.stateMachineArn
  if (!stateMachineArn || !config.value.mayWrite) return
  const text = given?.input ?? seen.value?.input ?? details.value?.input ?? '{}'
  ask({
    title: 'Start a new execution',
    says: 'It runs on its own, beside others, with this input.',
    button: 'Start it',
    operation: 'StartExecution',
    fields: [
      { name: 'input', label: 'Input', json: true },
      { name: 'name', label: 'Name, if it is to have one of its own' },
    ],
    input: { stateMachineArn, input: pretty(text), name: '' },
    done: ({ executionArn }) => executionArn && go(executionPath(executionArn)),
  })
}

/** Runs one state alone, with an input that can be edited; nothing of the execution changes. */
export function runState(name: string): void {
  const state = states.value.get(name)
  const visit = selectedVisit.value
  if (!state || !canWrite()) return
  ask({
    title: `Run ${name} alone`,
    says: 'What the state calls is really called. The execution and its history stay as they are.',
    button: 'Run it',
    operation: 'TestState',
    fields: [{ name: 'input', label: 'Input', json: true }],
    input: {
      definition: JSON.stringify(state),
      roleArn: roleArn.value,
      inspectionLevel: 'DEBUG',
      input: pretty(visit?.name === name ? (visit.input ?? '{}') : '{}'),
    },
    shows: true,
  })
}

/** @param due when the next timer of this execution is due */
export function skipTimer(due: number): void {
  const executionArn = details.value?.executionArn
  if (!executionArn || !canWrite()) return
  ask({
    title: `Skip ${duration(Math.max(0, due - Date.now()))}?`,
    says: 'The next timer of this execution fires now: a wait ends, a retry begins, or a time limit is over. Everything else keeps its time. Only the local region can do this.',
    button: 'Skip it',
    operation: 'SkipToNextTimer',
    ofRegion: true,
    fields: [],
    input: { executionArn },
  })
}

export function answerToken(how: 'success' | 'failure' | 'heartbeat', taskToken: string): void {
  if (how === 'success') {
    ask({
      title: 'Approve: answer the task token',
      says: 'The state succeeds with this output.',
      button: 'Approve',
      operation: 'SendTaskSuccess',
      fields: [{ name: 'output', label: 'Output', json: true }],
      input: { taskToken, output: '{}' },
    })
  } else if (how === 'failure') {
    ask({
      title: 'Reject: fail the task token',
      says: 'The state fails with this error; its Retry and Catch decide what follows.',
      button: 'Reject',
      danger: true,
      operation: 'SendTaskFailure',
      fields: [
        { name: 'error', label: 'Error' },
        { name: 'cause', label: 'Cause' },
      ],
      input: { taskToken, error: 'Rejected', cause: '' },
    })
  } else {
    ask({
      title: 'Send a heartbeat?',
      says: 'The time until the heartbeat is missed begins anew. Nothing else changes.',
      button: 'Send it',
      operation: 'SendTaskHeartbeat',
      fields: [],
      input: { taskToken },
    })
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

const filled = (input: Record<string, string>) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== ''))

/** The command that does the same. */
function commandOf({ operation, input, ofRegion }: Action): string {
  const made = { operation, input: filled(input) }
  return ofRegion ? regionCommand(made, config.value.endpoint ?? '') : cliCommand(made, cliTarget())
}

/** Asks once, shows the call, and does it. */
export function ActionDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const action = asked.value
  useEffect(() => {
    if (action && !dialog.current?.open) dialog.current?.showModal()
  }, [action])
  const close = () => {
    dialog.current?.close()
    asked.value = undefined
  }
  const act = async () => {
    if (!action || busy.value) return
    busy.value = true
    try {
      const answer = action.ofRegion
        ? await askRegion('SkipToNextTimer', filled(action.input)).then(() => ({}))
        : await call<Record<string, string>>(action.operation, filled(action.input))
      problem.value = ''
      if (action.shows) answered.value = JSON.stringify(unfolded(answer))
      else close()
      action.done?.(answer)
    } catch (error) {
      problem.value = `${(error as Error).name}: ${(error as Error).message}`
    } finally {
      busy.value = false
    }
  }
  const set = (name: string, value: string) => {
    if (action) asked.value = { ...action, input: { ...action.input, [name]: value } }
  }
  const badJson = action?.fields.find(({ name, json }) => json && !isJson(action.input[name] ?? ''))
  const command = action && commandOf(action)
  return (
    <dialog ref={dialog} onClose={close} aria-label={action?.title ?? 'Action'}>
      {action && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void act()
          }}
        >
          <h2>{action.title}</h2>
          <p>{action.says}</p>
          {action.fields.map(({ name, label, json }) => (
            <label key={name} for={`field-${name}`}>
              <span>{label}</span>
              {json ? (
                <JsonEditor
                  id={`field-${name}`}
                  label={label}
                  text={action.input[name] ?? ''}
                  changed={(text) => set(name, text)}
                />
              ) : (
                <input
                  id={`field-${name}`}
                  value={action.input[name]}
                  onInput={({ currentTarget }) => set(name, currentTarget.value)}
                />
              )}
            </label>
          ))}
          {action.operation === 'StartExecution' && (
            <EarlierInputs
              stateMachineArn={action.input.stateMachineArn ?? ''}
              chosen={(input) => set('input', pretty(input))}
            />
          )}
          {badJson && <p class="bad">{badJson.label} is not JSON.</p>}
          {problem.value && <p class="bad">{problem.value}</p>}
          {answered.value && <JsonView title="Answer" text={answered.value} />}
          <div class="command">
            <code>{command}</code>
            <CopyButton text={command ?? ''} label={action.ofRegion ? 'Copy as curl' : 'Copy as AWS CLI'} />
          </div>
          <div class="acts">
            <button type="button" onClick={close}>
              Cancel <kbd>Esc</kbd>
            </button>
            <button
              type="submit"
              class={`primary ${action.danger ? 'danger' : ''}`}
              disabled={badJson !== undefined || busy.value}
            >
              {action.button}
            </button>
          </div>
        </form>
      )}
    </dialog>
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
