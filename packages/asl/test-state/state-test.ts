import { advance } from '../advance.ts'
import type { Machine, State } from '../definition.ts'
import type { Effect } from '../effects.ts'
import type { EpochMs } from '../epoch-ms.ts'
import type { EngineEvent } from '../events.ts'
import { stateOutput } from '../execution/data-flow.ts'
import type { Failure } from '../execution/failure.ts'
import { attempt, fail, leave, type StateOutcome } from '../execution/outcome.ts'
import { type StateThread, Transition } from '../execution/transition.ts'
import type { HistoryEvent } from '../history.ts'
import { act, takeTurns } from '../interpreter/flow.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Expressions } from '../jsonata/long-expressions.ts'
import { newRun, type Run } from '../run.ts'
import type { Inspection } from './inspection.ts'
import { exceedsTolerance, inspectMap } from './mocked-map.ts'
import { machineOf, TESTED } from './tested-machine.ts'

/** The result or the failure of a mocked state. */
export type Mock = { result: Json } | { failure: Failure }

/** `stateConfiguration` of a mocked Map state: how many iterations failed, and the content that its ItemReader read. */
export type MapConfiguration = { failures: number; readerData?: string | undefined }

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
export type Outcome = {
  status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR'
  output?: Json
  nextState?: string
} & Failure

/** A state that runs on its own until it is left, fails or would be retried. */
export class StateTest {
  readonly inspection: Inspection
  readonly #state: State
  readonly #machine: Machine
  readonly #history: HistoryEvent[] = []
  #run: Run

  constructor(
    state: State,
    inspection: Inspection,
    execution: Omit<Parameters<typeof newRun>[0], 'type'>,
    variables: JsonObject,
  ) {
    this.inspection = inspection
    this.#state = state
    this.#machine = machineOf(state)
    this.#run = { ...newRun({ ...execution, type: 'EXPRESS' }), root: { variables, lastEventId: 0 } }
  }

  /** Advances with what happened. The first event is `ExecutionStarted`. @throws TakesLong */
  advance(event: EngineEvent, expressions?: Expressions): Effect[] {
    const observer = this.inspection
    const [run, effects, history] = advance(this.#machine, this.#run, event, { observer, expressions })
    this.#run = run
    this.#history.push(...history)
    return effects
  }

  /** As if every retrier of the state had been used that often. */
  retried(times: number): void {
    const { root } = this.#run
    if (root.state) this.#run = { ...this.#run, root: { ...root, state: { ...root.state, ...this.#used(times) } } }
  }

  #used(times: number): { retriersUsed: number[] } {
    return { retriersUsed: 'Retry' in this.#state ? this.#state.Retry.map(() => times) : [] }
  }

  /** Runs a Map or Parallel state whose inside is mocked. @throws TakesLong */
  mock(at: EpochMs, mock: Mock, retries: number, map: MapConfiguration, expressions?: Expressions): void {
    expressions?.begin()
    const t = new Transition(this.#machine, this.#run, at, { observer: this.inspection, expressions })
    const { input } = this.#run.execution
    t.record(t.root, 'ExecutionStarted')
    t.root.branch.state = {
      name: TESTED,
      enteredAt: at,
      enteredEventId: 2,
      input,
      retryCount: 0,
      ...this.#used(retries),
      status: { type: 'Completing' },
    }
    const thread = t.inState(t.root)
    t.record(thread, `${this.#state.Type}StateEntered`, { input, name: TESTED })
    act(
      t,
      thread,
      attempt(t, thread, () => this.#mocked(t, thread, mock, map)),
    )
    takeTurns(t)
    this.#run = t.finish()
    this.#history.push(...t.history)
  }

  #mocked(t: Transition, thread: StateThread, mock: Mock, { failures, readerData }: MapConfiguration): StateOutcome {
    const { state } = thread
    if (state.Type === 'Map') inspectMap(t, { ...thread, state }, this.inspection, readerData)
    if ('failure' in mock) return fail(mock.failure)
    const { result } = mock
    if (exceedsTolerance(this.inspection, failures, Array.isArray(result) ? result.length : 0)) {
      const cause = 'The specified tolerated failure threshold was exceeded'
      return fail({ error: 'States.ExceedToleratedFailureThreshold', cause })
    }
    return leave(stateOutput(t, thread, result))
  }

  /** Its variables, with those that it assigned. */
  get variables(): JsonObject {
    return this.#run.root.variables
  }

  /** Undefined as long as it waits for something. */
  get outcome(): Outcome | undefined {
    const { failure } = this.inspection
    if (this.#run.root.state?.status.type === 'Retrying') return { status: 'RETRIABLE', ...failure }
    const left = this.#history.findIndex(({ type }) => type === `${this.#state.Type}StateExited`)
    if (left >= 0) {
      const { output = null } = this.#history[left]?.details ?? {}
      const next = this.#history[left + 1]?.details?.name
      return {
        status: failure ? 'CAUGHT_ERROR' : 'SUCCEEDED',
        output,
        ...(typeof next === 'string' && { nextState: next }),
        ...failure,
      }
    }
    if (this.#run.result?.status === 'TIMED_OUT') return { status: 'FAILED', error: 'States.Timeout' }
    return this.#run.result && { status: 'FAILED', ...failure }
  }
}
