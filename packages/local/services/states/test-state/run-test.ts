import {
  type Effect,
  type EngineEvent,
  Expressions,
  type Mock,
  type Outcome,
  type RunTask,
  type StateTest,
} from '@sfs3/asl'
import type { UntimedEvent } from '../executions/driver.ts'
import { patiently } from '../expressions/patiently.ts'
import { TaskFailure } from '../integrations/integration.ts'
import type { States } from '../states.ts'

/** Who the state calls services as. */
export type Caller = { executionArn: string; stateMachineArn: string; roleArn: string }

/** Runs the state to its outcome. Its task is mocked, or really done. */
export function runTest(
  test: StateTest,
  mock: Mock | undefined,
  retries: number,
  caller: Caller,
  { clock, integrationOf, longExpressions }: Pick<States, 'clock' | 'integrationOf' | 'longExpressions'>,
): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const abort = new AbortController()
  const timers: (() => void)[] = []

  let last: Promise<void> = Promise.resolve()

  /** One after the other, each when its expressions have been evaluated. */
  function send(event: UntimedEvent): void {
    const timed = { ...event, at: clock.now() } as EngineEvent
    last = last.then(() => advance(timed)).catch(reject)
  }

  async function advance(event: EngineEvent): Promise<void> {
    const attempt = (expressions: Expressions) => test.advance(event, expressions)
    for (const effect of await patiently(new Expressions(), longExpressions, attempt)) perform(effect)
    const { outcome } = test
    if (!outcome || abort.signal.aborted) return
    abort.abort()
    for (const cancel of timers) cancel()
    resolve(outcome)
  }

  function perform(effect: Effect): void {
    if (effect.type === 'StartTimer')
      timers.push(clock.at(effect.at, () => send({ type: 'TimerFired', timer: effect.timer })))
    if (effect.type !== 'RunTask') return
    test.retried(retries)
    if (mock) send(mocked(mock, effect))
    else void call(effect).then(send)
  }

  async function call(effect: RunTask): Promise<UntimedEvent> {
    const { task, credentials, resource } = effect
    const roleArn = typeof credentials?.RoleArn === 'string' ? credentials.RoleArn : caller.roleArn
    try {
      const integration = integrationOf(resource)
      if (!integration)
        throw new TaskFailure(
          'States.Runtime',
          'The local region does not run what this state asks for: give the test a mock',
        )
      const output = await integration({ ...effect, ...caller, roleArn, signal: abort.signal })
      return { type: 'TaskSucceeded', task, output }
    } catch (thrown) {
      const failure = thrown instanceof TaskFailure ? thrown : new TaskFailure('States.Runtime', String(thrown))
      const { error, message } = failure
      return { type: 'TaskFailed', task, ...(error !== undefined && { error }), ...(message && { cause: message }) }
    }
  }

  send({ type: 'ExecutionStarted' })
  return promise
}

function mocked(mock: Mock, { task }: RunTask): UntimedEvent {
  if ('result' in mock) return { type: 'TaskSucceeded', task, output: mock.result }
  const { error, cause } = mock.failure
  return { type: 'TaskFailed', task, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
}
