import { statSync } from 'node:fs'
import { findState, type Json, type Machine, type RunTask, workflowsOf } from '@sfs3/asl'
import { didYouMean } from '../../../did-you-mean.ts'
import { TaskFailure } from '../integrations/integration.ts'
import { validationException } from '../wire/states-error.ts'
import { type MockAnswer, MockConfigError, readMockConfig, type TestCase, testCaseIn } from './mock-config.ts'

/** Whose Task state it is. `testCase` is what stood behind `#` in the ARN that it was started with. */
export type MockedExecution = { arn: string; stateMachineArn: string; testCase: string | null }

/** Stands in for the service of a Task state: resolves with what the task returns, rejects with TaskFailure. */
export type Mock = (task: RunTask, execution: MockedExecution) => Promise<Json>

/** What Task states call instead of a service, by test case of a file or because a test says so. */
export type Mocks = {
  /** The mock of a Task state; undefined where the service itself is called. */
  of(task: RunTask, execution: MockedExecution): Mock | undefined
  /** From now on, whoever starts the machine. Returns what takes it back. */
  add(stateMachineArn: string, state: string, mock: Mock): () => void
  /** @throws StatesError ValidationException when the machine has no such test case, or not the states that it mocks */
  checkTestCase(stateMachineArn: string, testCase: string, machine: Machine): void
}

/** @param file in the format of AWS Step Functions Local; read again when it has changed. @throws MockConfigError */
export function createMocks(file?: string): Mocks {
  const added = new Map<string, Mock>()
  const read = file === undefined ? undefined : rereading(file)

  function testCase(stateMachineArn: string, name: string): TestCase {
    if (!read || file === undefined)
      throw new MockConfigError(`there is no test case '${name}': SFN_MOCK_CONFIG names no file of mocks`)
    return testCaseIn(read(), file, machineName(stateMachineArn), name)
  }

  return {
    of(task, execution) {
      const own = added.get(`${machineArn(execution.stateMachineArn)} ${task.state}`)
      if (own) return own
      if (execution.testCase === null) return undefined
      const { testCase: name, stateMachineArn } = execution
      try {
        const response = testCase(stateMachineArn, name).get(task.state)
        return response && (async () => answered(attemptOf(response, task)))
      } catch (error) {
        // The file was changed, or is gone, since the execution started.
        return () => Promise.reject(new TaskFailure('States.Runtime', messageOf(error)))
      }
    },
    add(stateMachineArn, state, mock) {
      const key = `${stateMachineArn} ${state}`
      added.set(key, mock)
      return () => {
        if (added.get(key) === mock) added.delete(key)
      }
    },
    checkTestCase(stateMachineArn, name, machine) {
      try {
        for (const state of testCase(stateMachineArn, name).keys()) mockedState(machine, state)
      } catch (error) {
        throw validationException(messageOf(error))
      }
    },
  }
}

/** What the task comes to. @throws TaskFailure */
export function answered(answer: MockAnswer): Json {
  if ('throws' in answer) throw new TaskFailure(answer.throws, answer.cause)
  return answer.returns
}

/** @throws MockConfigError when the machine has no such state, or it is no Task */
export function mockedState(machine: Machine, name: string): void {
  const state = findState(machine, name)
  if (state?.Type === 'Task') return
  if (state) throw new MockConfigError(`'${name}' is a ${state.Type} state: only Task states have mocks`)
  throw new MockConfigError(`there is no Task state '${name}'${didYouMean(name, taskStates(machine))}`)
}

function taskStates(machine: Machine): string[] {
  return Object.entries(machine.States).flatMap(([name, state]) =>
    state.Type === 'Task' ? [name] : workflowsOf(state).flatMap(taskStates),
  )
}

/** AWS: an attempt for which there is no response fails the execution. */
function attemptOf({ name, answers }: { name: string; answers: TestCaseAnswers }, task: RunTask): MockAnswer {
  const found = answers.find(({ from, to }) => from <= task.attempt && task.attempt <= to)
  if (found) return found.answer
  const cause = `the mocked response '${name}' of state '${task.state}' has none for attempt "${task.attempt}"`
  throw new TaskFailure('States.Runtime', cause)
}
type TestCaseAnswers = readonly { from: number; to: number; answer: MockAnswer }[]

function rereading(file: string): () => ReturnType<typeof readMockConfig> {
  let config = readMockConfig(file)
  let changedAt = statSync(file).mtimeMs
  return () => {
    const now = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (now !== changedAt) {
      config = readMockConfig(file)
      changedAt = now
    }
    return config
  }
}

/** The children of a distributed Map state run `…:stateMachine:machine/label`. */
const machineArn = (arn: string): string => arn.split('/')[0] ?? arn
const machineName = (arn: string): string => machineArn(arn).split(':')[6] ?? ''

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
