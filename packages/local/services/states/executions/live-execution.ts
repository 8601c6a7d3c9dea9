import { type EngineEvent, type Expressions, type Json, type Machine, newRun, type Run } from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'
import type { Execution } from '../store/executions.ts'
import type { Revision } from '../store/state-machines.ts'

/** An execution that is going on. */
export type LiveExecution = {
  /** 0 for one that is not recorded. */
  readonly id: number
  readonly arn: string
  readonly roleArn: string
  /** The test case whose mocks it runs with. */
  readonly testCase: string | null
  /** The state machine revision that it runs. */
  readonly revision: number
  readonly machine: Machine
  run: Run
  /** How many events the journal holds. */
  seq: number
  /** Events that come after the one that is under way, and that one, the first, while an expression of it is evaluated elsewhere. */
  readonly waiting: WaitingEvent[]
  /** What ends each timer and each task that is going on, by its name. */
  readonly cancels: Map<string, (why: EndReason) => void>
  /** When each timer is due, by its name. */
  readonly timers: Map<string, EpochMs>
}

export type WaitingEvent = { event: EngineEvent; expressions: Expressions }

/** Why nobody waits for a task any more: the execution no longer needs it; or it has ended, or this process stops. */
export type EndReason = 'cancelled' | 'done'

type Identity = Pick<Execution, 'id' | 'arn' | 'name' | 'stateMachineArn' | 'type' | 'input' | 'testCase'> & {
  startedAt: EpochMs
}

/** An execution before its first event. All that is random in it follows from its ARN and when it started. */
export function liveExecution(execution: Identity, revision: Revision, machine: Machine): LiveExecution {
  const { id, arn, name, stateMachineArn, type, startedAt, testCase } = execution
  const { roleArn } = revision
  const run = newRun({
    executionArn: arn,
    name,
    stateMachineArn,
    roleArn,
    type,
    input: JSON.parse(execution.input) as Json,
    startedAt,
    seed: `${arn} ${startedAt}`,
  })
  return {
    ...{ id, arn, roleArn, testCase, revision: revision.id, machine, run, seq: 0 },
    ...{ waiting: [], cancels: new Map(), timers: new Map() },
  }
}

/** Nobody waits any more for the timer or task of this name. */
export function end(live: LiveExecution, name: string, why: EndReason): void {
  live.cancels.get(name)?.(why)
  live.cancels.delete(name)
  live.timers.delete(name)
}

/** Ends all timers and tasks of it in this process. The execution itself does not learn of that. */
export function release(live: LiveExecution): void {
  for (const cancel of live.cancels.values()) cancel('done')
  live.cancels.clear()
  live.timers.clear()
}

/** The timer that is due first; undefined when there is none. */
export function nextTimerOf(live: LiveExecution | undefined): { timer: string; at: EpochMs } | undefined {
  const [next] = [...(live?.timers ?? [])].sort(([, one], [, other]) => one - other)
  return next && { timer: next[0], at: next[1] }
}
