import { advance } from './advance.ts'
import type { Machine } from './definition.ts'
import type { Effect, RunTask } from './effects.ts'
import type { EpochMs } from './epoch-ms.ts'
import type { EngineEvent, TaskId, TimerId } from './events.ts'
import type { ExecutionResult } from './execution-result.ts'
import { processorOf } from './find-state.ts'
import type { HistoryEvent } from './history.ts'
import type { Json } from './json.ts'
import { newRun } from './run.ts'

/**
 * Does a task and gives its result, as its service would. What it throws is the task's failure: the error's `name` is what Retry
 * and Catch match, its message is the cause.
 */
export type TaskFunction = (request: RunTask) => Json | Promise<Json>

export type RunMachineOptions = {
  /** Without it every task fails. */
  task?: TaskFunction
  /** `STANDARD` where not given. */
  type?: 'STANDARD' | 'EXPRESS'
  /** The execution's name, `run` where not given. It is also the seed of all random numbers. */
  name?: string
  /** The virtual time at which the execution starts; 1970 where not given. */
  startedAt?: EpochMs
}

export type EndedExecution = { result: ExecutionResult; history: HistoryEvent[] }

const ACCOUNT = 'us-east-1:000000000000'

/**
 * Runs a machine to its end in virtual time: waits and retries take none of the real one. Time passes only while no task is
 * running, so a task's timeout never fires. The children of distributed Map states run likewise, without their histories; objects
 * in S3 are neither read nor written. To run executions that outlive the process use `advance` and `outstanding`.
 */
export function runMachine(machine: Machine, input: Json, options: RunMachineOptions = {}): Promise<EndedExecution> {
  const { task = noTask, type = 'STANDARD', name = 'run', startedAt = 0 } = options
  const execution = {
    executionArn: `arn:aws:states:${ACCOUNT}:${type === 'EXPRESS' ? 'express' : 'execution'}:machine:${name}`,
    name,
    stateMachineArn: `arn:aws:states:${ACCOUNT}:stateMachine:machine`,
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    type,
    input,
    startedAt,
    seed: name,
  }
  return runExecution(machine, execution, task)
}

async function runExecution(
  machine: Machine,
  execution: Parameters<typeof newRun>[0],
  task: TaskFunction,
): Promise<EndedExecution> {
  const events: EngineEvent[] = [{ type: 'ExecutionStarted', at: execution.startedAt }]
  const timers = new Map<TimerId, EpochMs>()
  const running = new Set<TaskId>()
  const history: HistoryEvent[] = []
  let run = newRun(execution)
  let now = execution.startedAt
  let arrived = () => {}

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'RunTask':
        if (effect.resource.type === 'activity') {
          events.push({ type: 'ActivityScheduled', at: now, task: effect.task })
          events.push({ type: 'ActivityStarted', at: now, task: effect.task })
        }
        return begin(effect.task, async () => ({
          type: 'TaskSucceeded',
          at: now,
          task: effect.task,
          output: await task(effect),
        }))
      case 'StartTimer':
        return void timers.set(effect.timer, effect.at)
      case 'CancelTimer':
        return void timers.delete(effect.timer)
      case 'CancelTask':
      case 'StopChild':
        return void running.delete(effect.task)
      case 'StartChild': {
        const { executionArn, name, stateMachineArn, executionType: type, input } = effect
        const child = processorOf(machine, effect.mapState)
        if (!child) throw new Error(`there is no Map state ${effect.mapState}`)
        const started = { ...execution, executionArn, name, stateMachineArn, type, input, startedAt: now, seed: name }
        return begin(effect.task, async () => {
          const { result } = await runExecution(child, started, task)
          return { type: 'ChildEnded', at: now, task: effect.task, result }
        })
      }
      case 'ReadItems':
      case 'WriteResults':
        return begin(effect.task, () => Promise.reject(new Error(`runMachine does not do ${effect.type}`)))
      case 'StartMapRun':
      case 'EndMapRun':
      case 'EndExecution':
        return
      default:
        return effect satisfies never
    }
  }

  function begin(name: TaskId, work: () => Promise<EngineEvent>): void {
    running.add(name)
    const failed = (thrown: unknown): EngineEvent => ({ type: 'TaskFailed', at: now, task: name, ...failureOf(thrown) })
    void work()
      .catch(failed)
      .then((event) => {
        running.delete(name)
        events.push(event)
        arrived()
      })
  }

  function firstTimer(): EngineEvent | undefined {
    const [first, ...others] = timers
    if (!first) return undefined
    const [timer, at] = others.reduce((earliest, other) => (other[1] < earliest[1] ? other : earliest), first)
    timers.delete(timer)
    return { type: 'TimerFired', at, timer }
  }

  while (!run.result) {
    const event = events.shift() ?? (running.size === 0 ? firstTimer() : undefined)
    if (event) {
      now = Math.max(now, event.at)
      const [next, effects, added] = advance(machine, run, { ...event, at: now })
      run = next
      for (const each of added) history.push(each)
      for (const effect of effects) perform(effect)
    } else {
      await new Promise<void>((resolve) => {
        arrived = resolve
      })
    }
  }
  return { result: run.result, history }
}

function noTask({ state }: RunTask): never {
  throw new Error(`state ${state} has a task, but runMachine was given no function for tasks`)
}

function failureOf(thrown: unknown): { error: string; cause: string } {
  return thrown instanceof Error
    ? { error: thrown.name, cause: thrown.message }
    : { error: 'Error', cause: String(thrown) }
}
