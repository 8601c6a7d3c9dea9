import type { Json, JsonObject } from '../../../packages/asl/json.ts'
import { operations } from '../../../packages/local/services/states/operations.ts'
import { createStepFunctions } from '../../../packages/local/services/states/step-functions.ts'
import { StatesError } from '../../../packages/local/services/states/wire/states-error.ts'
import { fakeClock } from '../../../packages/local/testing/fake-clock.ts'
import type { Case } from './case.ts'
import { Matcher } from './pattern.ts'
import { expectedOutcome, outcome, recordedAnswer, testStateRequest } from './state-test.ts'

/** How the Step Functions API answers otherwise than it was recorded; undefined where it does not. */
export async function answerDifference(of: Case): Promise<string | undefined> {
  const { stop, states: real } = createStepFunctions({
    dataDir: ':memory:',
    clock: fakeClock(),
    region: 'us-east-1',
    accountId: '111111111111',
    invoke: () => Promise.reject(new Error('nothing is invoked')),
    authorise: () => {},
    clientFor: () => ({ endpoint: 'http://127.0.0.1', region: 'us-east-1', credentials: nobody }),
    log: () => {},
  })
  const api = operations({ ...real, integrationOf: () => (request) => recordedAnswer(of, request) })
  const call: Call = async (operation, args) => {
    const asked = api.get(operation)
    if (!asked) throw new Error(`NotImplemented: ${operation}`)
    return (await asked(args)) as JsonObject
  }
  try {
    const answer = await ask(of, call).catch(refusal)
    return new Matcher(JSON.stringify(of.call ?? of.definition ?? '')).difference(expected(of), answer)
  } finally {
    await stop()
  }
}

type Call = (operation: string, args: JsonObject) => Promise<JsonObject>

const nobody = { accessKeyId: 'nobody', secretAccessKey: 'none', sessionToken: 'none' }

async function ask(of: Case, call: Call): Promise<Json> {
  if (of.call) return call(of.call.operation, of.call.args)
  if (of.testState) return outcome(await call('TestState', testStateRequest(of)))
  const definition = of.definitionText ?? JSON.stringify(of.definition)
  if (of.expect.validate !== undefined)
    return call('ValidateStateMachineDefinition', { definition, type: of.machineType })

  const roleArn = 'arn:aws:iam::111111111111:role/snf_role'
  const { stateMachineArn = '' } = await call('CreateStateMachine', {
    name: 'machine',
    type: of.machineType,
    definition,
    roleArn,
  })
  if (of.expect.startError) return call('StartExecution', { stateMachineArn, input: of.inputText ?? '{}' })
  return (await call('DescribeStateMachine', { stateMachineArn })).variableReferences ?? {}
}

function refusal(error: unknown): Json {
  if (!(error instanceof StatesError)) throw error
  return { code: error.code, message: error.message }
}

function expected(of: Case): Json {
  const { createError, startError, apiError, validate, variableReferences } = of.expect
  if (of.testState && !apiError) return expectedOutcome(of)
  // The client had refused to send this.
  if (apiError?.code === null) return { code: 'ValidationException', message: '<message>' }
  return createError ?? startError ?? apiError ?? validate ?? variableReferences ?? {}
}
