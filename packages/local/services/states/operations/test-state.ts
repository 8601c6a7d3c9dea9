import { randomUUID } from 'node:crypto'
import { Expressions, Inspection, type Json, type JsonObject, type Mock, type State, StateTest } from '@sfs3/asl'
import * as z from 'zod'
import { patiently } from '../expressions/patiently.ts'
import type { States } from '../states.ts'
import { checkConfiguration, StateConfiguration } from '../test-state/configuration.ts'
import { givenContext, ownContext } from '../test-state/context.ts'
import { MockInput, mockOf } from '../test-state/mock.ts'
import { runTest } from '../test-state/run-test.ts'
import { testedState } from '../test-state/tested-state.ts'
import { checkUnmocked } from '../test-state/unmocked.ts'
import { executionInput } from '../wire/execution-input.ts'
import { arn, definition, jsonText } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { validationException } from '../wire/states-error.ts'

const TestStateRequest = z.object({
  definition,
  stateName: z.string().min(1).max(80).optional(),
  roleArn: arn.optional(),
  input: jsonText.default('{}'),
  variables: jsonText.default('{}'),
  context: jsonText.optional(),
  mock: MockInput.optional(),
  stateConfiguration: StateConfiguration.default({}),
  inspectionLevel: z.enum(['INFO', 'DEBUG', 'TRACE']).default('INFO'),
  revealSecrets: z.boolean().default(false),
})
type TestStateRequest = z.infer<typeof TestStateRequest>

/**
 * Runs one state. With a mock nothing outside of it is called; without one its task is really done. HTTP tasks, the only ones
 * for which TRACE and `revealSecrets` answer more, are not in the local region.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
 */
export async function testState(request: unknown, states: States): Promise<object> {
  const asked = parseRequest(TestStateRequest, request)
  const state = testedState(asked.definition, asked.stateName)
  const mock = checkedMock(state, asked)
  const { test, execution } = prepare(state, asked, states)

  const { retrierRetryCount = 0, mapIterationFailureCount = 0, mapItemReaderData } = asked.stateConfiguration
  if (mock && (state.Type === 'Map' || state.Type === 'Parallel')) {
    const map = { failures: mapIterationFailureCount, readerData: mapItemReaderData }
    await patiently(new Expressions(), states.longExpressions, (expressions) =>
      test.mock(execution.startedAt, mock, retrierRetryCount, map, expressions),
    )
  }
  const outcome = test.outcome ?? (await runTest(test, mock, retrierRetryCount, execution, states))
  const { output, nextState, error, cause, status } = outcome
  return {
    ...(output !== undefined && { output: JSON.stringify(output) }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(nextState !== undefined && { nextState }),
    ...(asked.inspectionLevel !== 'INFO' && { inspectionData: inspectionData(asked.input, test) }),
    status,
  }
}

function checkedMock(state: State, asked: TestStateRequest): Mock | undefined {
  if (!asked.mock) {
    checkUnmocked(state, asked)
    return undefined
  }
  const mock = mockOf(state, asked.mock)
  if (asked.revealSecrets)
    throw validationException('TestState does not support RevealSecrets when a mock is specified.')
  checkConfiguration(state, asked.stateConfiguration, mock)
  return mock
}

/** The state in an execution that is nowhere else. */
function prepare(state: State, { input, roleArn, context, variables }: TestStateRequest, { clock, arns }: States) {
  const [machineName, name, startedAt] = [randomUUID(), randomUUID(), clock.now()]
  const execution = {
    executionArn: arns.test(machineName, name),
    name,
    stateMachineArn: arns.stateMachine(machineName),
    input: JSON.parse(executionInput(input)) as Json,
    startedAt,
    seed: name,
    roleArn: roleArn ?? '',
  }
  const seen = context === undefined ? ownContext(state, { ...execution, roleArn }, startedAt) : givenContext(context)
  return { test: new StateTest(state, new Inspection(seen), execution, variablesOf(variables)), execution }
}

function variablesOf(text: string): JsonObject {
  try {
    return z.record(z.string(), z.json()).parse(JSON.parse(text)) as JsonObject
  } catch {
    throw validationException('Variables must be a JSON object')
  }
}

/** Each stage's value as JSON text; numbers and `errorDetails` as they are. */
function inspectionData(input: string, { inspection, variables }: StateTest) {
  const { data, errorDetails } = inspection
  const stages = [...data].map(([stage, value]) => [stage, isNumeric(stage) ? value : JSON.stringify(value)] as const)
  return {
    input,
    ...Object.fromEntries(stages),
    ...(Object.keys(variables).length > 0 && { variables: JSON.stringify(variables) }),
    ...(Object.keys(errorDetails).length > 0 && { errorDetails }),
  }
}

const isNumeric = (stage: string): boolean => stage === 'maxConcurrency' || stage.startsWith('tolerated')
