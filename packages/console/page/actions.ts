import { signal } from '@preact/signals'
import { duration } from '../model/duration.ts'
import { config } from './api.ts'
import { details, roleArn, seen, selectedVisit, states } from './execution-store.ts'
import { executionPath, go } from './location.ts'

/** Something that changes an execution: it is shown as the API call that it is, and asked once. */
export type Action = {
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

/** What is asked now. */
export const asked = signal<Action | undefined>(undefined)
/** Why it could not be done. */
export const problem = signal('')
/** What was answered, where that is what it was asked for. */
export const answered = signal('')

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

/** JSON text as it is edited. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
