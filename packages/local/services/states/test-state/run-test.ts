import type { Effect, EngineEvent, Mock, Outcome, RunTask, StateTest } from '@sfs3/asl'
import { TaskFailure } from '../integrations/integration.ts'
import type { States } from '../states.ts'

type Told = EngineEvent extends infer E ? (E extends EngineEvent ? Omit<E, 'at'> : never) : never

/** Who the state calls services as. */
export type Caller = { executionArn: string; stateMachineArn: string; roleArn: string }

/** Runs the state to its outcome. Its task is mocked, or really done. */
export function runTest(
  test: StateTest,
  mock: Mock | undefined,
  retries: number,
  caller: Caller,
  { clock, integrationOf }: Pick<States, 'clock' | 'integrationOf'>,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const abort = new AbortController()
  const timers: (() => void)[] = []

  function tell(told: Told): void {
    for (const effect of test.advance({ ...told, at: clock.now() } as EngineEvent)) perform(effect)
    const { outcome } = test
    if (!outcome || abort.signal.aborted) return
    abort.abort()
    for (const cancel of timers) cancel()
    resolve(outcome)
  }

  function perform(effect: Effect): void {
    if (effect.type === 'StartTimer')
      timers.push(clock.at(effect.at, () => tell({ type: 'TimerFired', timer: effect.timer })))
    if (effect.type !== 'RunTask') return
    test.retried(retries)
    if (mock) tell(mocked(mock, effect))
    else void call(effect).then(tell)
  }

  async function call(effect: RunTask): Promise<Told> {
    const { task, credentials, resource } = effect
    const roleArn = typeof credentials?.RoleArn === 'string' ? credentials.RoleArn : caller.roleArn
    try {
      const integration = integrationOf(resource)
      if (!integration) throw new TaskFailure('States.Runtime', 'The local region does not integrate this resource')
      const output = await integration({ ...effect, ...caller, roleArn, signal: abort.signal })
      return { type: 'TaskSucceeded', task, output }
    } catch (thrown) {
      const failure = thrown instanceof TaskFailure ? thrown : new TaskFailure('States.Runtime', String(thrown))
      const { error, message } = failure
      return { type: 'TaskFailed', task, ...(error !== undefined && { error }), ...(message && { cause: message }) }
    }
  }

  tell({ type: 'ExecutionStarted' })
  return promise
}

function mocked(mock: Mock, { task }: RunTask): Told {
  if ('result' in mock) return { type: 'TaskSucceeded', task, output: mock.result }
  const { error, cause } = mock.failure
  return { type: 'TaskFailed', task, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
}
