import type { Json } from '@sfs3/asl'
import type { Region } from '../region.ts'
import { TaskFailure } from '../services/states/integrations/integration.ts'
import { type MockAnswer, MockConfigError } from '../services/states/mocks/mock-config.ts'
import { answered, type Mock, mockedState } from '../services/states/mocks/mocks.ts'
import { machineOf } from './names.ts'

/**
 * How a mocked Task state answers: always the same; in each execution one after the other; or as a function of the task's input
 * says, whose errors are those of the task.
 */
export type MockedAnswers = MockAnswer | readonly MockAnswer[] | ((input: Json) => Json | Promise<Json>)

export type MockedState = {
  /** What the state would have sent, each time. */
  readonly inputs: readonly Json[]
  /** From now on the state calls its service again. */
  restore(): void
}

/** @throws Error for a machine or a state that is not there, with the nearest name */
export function mockState(
  region: Pick<Region, 'stack' | 'compiled' | 'services'>,
  machine: string,
  state: string,
  answers: MockedAnswers,
): MockedState {
  const { arn, definition } = machineOf(region, machine)
  try {
    mockedState(definition, state)
  } catch (error) {
    throw error instanceof MockConfigError ? new Error(`state machine '${machine}': ${error.message}`) : error
  }
  const inputs: Json[] = []
  const answer = answering(state, answers)
  const restore = region.services.states.stepFunctions.states.mocks.add(arn, state, (task, execution) => {
    inputs.push(task.input)
    return answer(task, execution)
  })
  return { inputs, restore }
}

function answering(state: string, answers: MockedAnswers): Mock {
  if (typeof answers === 'function') return async ({ input }) => running(answers, input)
  if (!isList(answers)) return async () => answered(answers)
  const calls = new Map<string, number>()
  return async (_, { arn }) => {
    const call = calls.get(arn) ?? 0
    calls.set(arn, call + 1)
    const answer = answers[call]
    if (answer) return answered(answer)
    throw new TaskFailure(
      'States.Runtime',
      `the mock of '${state}' has ${answers.length} answers, and this is call ${call + 1}`,
    )
  }
}

async function running(answer: (input: Json) => Json | Promise<Json>, input: Json): Promise<Json> {
  try {
    return (await answer(input)) ?? null
  } catch (error) {
    if (!isError(error)) throw error
    throw new TaskFailure(error.name, error.message)
  }
}

const isList = (answers: MockAnswer | readonly MockAnswer[]): answers is readonly MockAnswer[] => Array.isArray(answers)

/** Errors of a test runner's own realm are no instances of ours. */
const isError = (thrown: unknown): thrown is Error =>
  typeof thrown === 'object' && thrown !== null && 'name' in thrown && 'message' in thrown
