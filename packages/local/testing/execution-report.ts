import type { HistoryEvent, Json } from '@sfs3/asl'
import { didYouMean } from '../did-you-mean.ts'
import type { States } from '../services/states/states.ts'
import type { Execution } from '../services/states/store/executions.ts'

/** What became of a state that an execution entered. */
export type StateReport = {
  name: string
  /** `Task`, `Wait`, … */
  type: string
  input: Json
  /** Once it was left. */
  output?: Json
  /** How often its task, its branches or its items were begun; 1 for other states. */
  attempts: number
  /** What each attempt failed with. */
  failures: { error?: string; cause?: string }[]
  /** Of the last attempt, when it failed. */
  error?: string
  cause?: string
  enteredAt: Date
  exitedAt?: Date
}

/** An execution with its history by state. */
export type ExecutionReport = {
  arn: string
  /** The state machine's name. */
  machine: string
  status: Execution['status']
  input: Json
  output?: Json
  error?: string
  cause?: string
  startedAt: Date
  stoppedAt?: Date
  /** Each time a state was entered, in that order, those of branches and iterations too. */
  states: StateReport[]
  /** The last time that the state was entered. @throws Error when it was not, with those that were */
  state(name: string): StateReport
}

export function executionReport(execution: Execution, { store }: Pick<States, 'store'>): ExecutionReport {
  const { arn, stateMachineArn, status, input, output, error, cause, startedAt, stoppedAt } = execution
  const states = stateReports(store.journal.history(execution.id, 0, Number.MAX_SAFE_INTEGER))
  return {
    arn,
    machine: stateMachineArn.split(':')[6] ?? '',
    status,
    input: JSON.parse(input) as Json,
    ...(output !== null && { output: JSON.parse(output) as Json }),
    ...(error !== null && { error }),
    ...(cause !== null && { cause }),
    startedAt: new Date(startedAt),
    ...(stoppedAt !== null && { stoppedAt: new Date(stoppedAt) }),
    states,
    state(name) {
      const found = states.findLast((state) => state.name === name)
      if (found) return found
      const entered = [...new Set(states.map((state) => state.name))]
      throw new Error(`the execution has not entered '${name}'${didYouMean(name, entered)}`)
    },
  }
}

const begun = /^(?:(?:Task|LambdaFunction|Activity)Scheduled|(?:Parallel|Map)StateStarted)$/
const failed =
  /^(?:(?:Task|LambdaFunction|Activity)(?:Failed|TimedOut|ScheduleFailed|StartFailed)|(?:Parallel|Map)StateFailed)$/

/** Events lead back to the state in which they happened by `previousEventId`. */
function stateReports(history: readonly HistoryEvent[]): StateReport[] {
  const reports: StateReport[] = []
  const at = new Map<number, StateReport | undefined>()
  for (const { id, previousEventId, type, details = {}, timestamp } of history) {
    const [, entered] = /^(\w+)StateEntered$/.exec(type) ?? []
    if (entered !== undefined) {
      const report = {
        name: String(details.name),
        type: entered,
        input: details.input ?? null,
        attempts: 0,
        failures: [],
        enteredAt: new Date(timestamp),
      }
      reports.push(report)
      at.set(id, report)
      continue
    }
    const exited = /StateExited$/.test(type)
    // After its branches or iterations a state is left by its name, not by the event before.
    const named = exited ? reports.findLast((one) => one.name === details.name && !one.exitedAt) : undefined
    const state = named ?? at.get(previousEventId)
    at.set(id, state)
    if (!state) continue
    if (begun.test(type)) state.attempts++
    if (failed.test(type)) state.failures.push(failureIn(details))
    if (exited) Object.assign(state, { output: details.output ?? null, exitedAt: new Date(timestamp) })
  }
  for (const report of reports) {
    report.attempts ||= 1
    const { failures, attempts } = report
    if (failures.length >= attempts) Object.assign(report, failures.at(-1))
  }
  return reports
}

const failureIn = ({ error, cause }: NonNullable<HistoryEvent['details']>) => ({
  ...(error !== undefined && { error: String(error) }),
  ...(cause !== undefined && { cause: String(cause) }),
})
