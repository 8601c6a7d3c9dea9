import { TestStateCommand, type TestStateCommandInput, type TestStateCommandOutput } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { functionArn, roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'

let region: TestRegion
beforeAll(async () => {
  region = await startRegion({
    functions: {
      double: (input) => Number(input) * 2,
      refuse: () => {
        throw Object.assign(new Error('not today'), { name: 'Refused' })
      },
    },
  })
})
afterAll(() => region.stop())

type Asked = Omit<TestStateCommandInput, 'definition' | 'input'> & { input?: unknown }

async function tested(
  definition: object,
  { input, ...asked }: Asked = {},
): Promise<Omit<TestStateCommandOutput, '$metadata'>> {
  const { $metadata: _, ...answer } = await region.sfn.send(
    new TestStateCommand({
      definition: JSON.stringify(definition),
      ...(input !== undefined && { input: JSON.stringify(input) }),
      ...asked,
    }),
  )
  return answer
}

const refusal = (definition: object, asked?: Asked): Promise<{ name: string; message: string }> =>
  tested(definition, asked).then(
    () => ({ name: 'none', message: '' }),
    ({ name, message }) => ({ name, message }),
  )

async function asTimePasses<T>(answer: Promise<T>): Promise<T> {
  let isThere = false
  void answer.then(() => {
    isThere = true
  })
  await eventually(() => region.clock.next() && isThere)
  return answer
}

const result = (value: unknown) => ({ mock: { result: JSON.stringify(value) } })
const failure = (error: string, cause: string) => ({ mock: { errorOutput: { error, cause } } })

const lambda = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true }
const call = { ...lambda, Parameters: { FunctionName: 'f' } }
const inner = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } }
const map = { Type: 'Map', ItemProcessor: inner, End: true }

describe('what a state comes to', () => {
  test('it succeeds, and the next state is named but not entered', async () => {
    expect(await tested({ Type: 'Pass', Result: { a: 1 }, Next: 'Fails' })).toEqual({
      status: 'SUCCEEDED',
      output: '{"a":1}',
      nextState: 'Fails',
    })
  })

  test('it fails', async () => {
    expect(await tested({ Type: 'Fail', Error: 'E', Cause: 'C' })).toEqual({ status: 'FAILED', error: 'E', cause: 'C' })
  })

  test('an expression that cannot be evaluated fails it, by the name under which AWS runs it', async () => {
    expect(await tested({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $none %}', End: true })).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'StateName' (entered at the event id #2). The JSONata expression '$none' specified for the field 'Output' returned nothing (undefined).",
    })
  })

  test('its error would be retried, after as long as the retrier says by now', async () => {
    const Retry = [
      { ErrorEquals: ['Other'] },
      { ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 },
    ]
    const asked = { ...failure('Busy', 'later'), inspectionLevel: 'DEBUG' as const }
    expect(await tested({ ...call, Retry }, { ...asked, stateConfiguration: { retrierRetryCount: 1 } })).toMatchObject({
      status: 'RETRIABLE',
      error: 'Busy',
      inspectionData: { errorDetails: { retryIndex: 1, retryBackoffIntervalSeconds: 6 } },
    })
    expect(await tested({ ...call, Retry }, { ...asked, stateConfiguration: { retrierRetryCount: 2 } })).toMatchObject({
      status: 'FAILED',
      error: 'Busy',
      inspectionData: { errorDetails: { retryIndex: 1 } },
    })
  })

  test('its error is caught', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Mend' }]
    expect(
      await tested({ ...call, Catch }, { ...failure('Busy', 'later'), input: { a: 1 }, inspectionLevel: 'DEBUG' }),
    ).toMatchObject({
      status: 'CAUGHT_ERROR',
      error: 'Busy',
      cause: 'later',
      nextState: 'Mend',
      output: '{"a":1,"error":{"Error":"Busy","Cause":"later"}}',
      inspectionData: { errorDetails: { catchIndex: 0 } },
    })
  })

  test('a Wait state waits', async () => {
    const waiting = tested({ Type: 'Wait', Seconds: 10, Next: 'Later' }, { input: [1] })
    expect(await asTimePasses(waiting)).toEqual({ status: 'SUCCEEDED', output: '[1]', nextState: 'Later' })
  })

  test('one that takes more than five minutes has taken too long', async () => {
    const waiting = tested({ Type: 'Wait', Seconds: 301, End: true })
    expect(await asTimePasses(waiting)).toEqual({ status: 'FAILED', error: 'States.Timeout' })
  })

  test('without a mock a task is really done', async () => {
    const double = { Type: 'Task', Resource: functionArn('double'), End: true }
    expect(await tested(double, { input: 21, roleArn })).toEqual({ status: 'SUCCEEDED', output: '42' })
    const refuse = { ...double, Resource: functionArn('refuse') }
    expect(await tested(refuse, { roleArn })).toMatchObject({ status: 'FAILED', error: 'Refused' })
  })
})

describe('what is inspected', () => {
  test('JSONPath: the data after each step', async () => {
    const definition = {
      ...call,
      InputPath: '$.in',
      Parameters: { 'FunctionName.$': '$.name' },
      ResultSelector: { 'code.$': '$.StatusCode' },
      ResultPath: '$.out',
      OutputPath: '$.out',
    }
    const asked = { ...result({ StatusCode: 200 }), input: { in: { name: 'f' } }, inspectionLevel: 'TRACE' as const }
    expect(await tested(definition, asked)).toEqual({
      status: 'SUCCEEDED',
      output: '{"code":200}',
      inspectionData: {
        input: '{"in":{"name":"f"}}',
        afterInputPath: '{"name":"f"}',
        afterParameters: '{"FunctionName":"f"}',
        result: '{"StatusCode":200}',
        afterResultSelector: '{"code":200}',
        afterResultPath: '{"in":{"name":"f"},"out":{"code":200}}',
      },
    })
  })

  test('JSONata: the arguments, the result, and the variables as they are then', async () => {
    const definition = {
      ...lambda,
      QueryLanguage: 'JSONata',
      Arguments: { FunctionName: '{% $name %}' },
      Assign: { code: '{% $states.result.StatusCode %}' },
      Output: '{% $states.result.StatusCode %}',
    }
    const asked = { ...result({ StatusCode: 200 }), variables: '{"name": "f"}', inspectionLevel: 'DEBUG' as const }
    expect(await tested(definition, asked)).toEqual({
      status: 'SUCCEEDED',
      output: '200',
      inspectionData: {
        input: '{}',
        afterArguments: '{"FunctionName":"f"}',
        result: '{"StatusCode":200}',
        variables: '{"name":"f","code":200}',
      },
    })
  })

  test('a Map state: its items and its numbers', async () => {
    const definition = {
      ...map,
      ItemsPath: '$.items',
      ItemSelector: { 'n.$': '$$.Map.Item.Value' },
      MaxConcurrencyPath: '$.most',
      ToleratedFailurePercentage: 50,
    }
    const asked = { ...result(['a', 'b']), input: { items: [1, 2], most: 3 }, inspectionLevel: 'DEBUG' as const }
    expect(await tested(definition, asked)).toMatchObject({
      status: 'SUCCEEDED',
      output: '["a","b"]',
      inspectionData: {
        afterItemsPath: '[1,2]',
        afterItemSelector: '[{"n":1},{"n":2}]',
        maxConcurrency: 3,
        toleratedFailurePercentage: 50,
      },
    })
  })

  test('a distributed Map state: what its reader reads, and how that is batched', async () => {
    const definition = {
      ...map,
      ItemProcessor: { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'b', Key: 'k' },
      },
      ItemBatcher: { MaxItemsPerBatch: 2 },
    }
    const asked = {
      ...result(['one', 'two']),
      stateConfiguration: { mapItemReaderData: 'id\n1\n2\n3\n' },
      inspectionLevel: 'DEBUG' as const,
    }
    expect((await tested(definition, asked)).inspectionData).toMatchObject({
      afterItemBatcher: '[{"Items":[{"id":"1"},{"id":"2"}]},{"Items":[{"id":"3"}]}]',
    })
  })
})

describe('Map and Parallel states', () => {
  test.each([
    [{ ToleratedFailureCount: 1 }, 1, 'SUCCEEDED'],
    [{ ToleratedFailureCount: 1 }, 2, 'FAILED'],
    [{ ToleratedFailurePercentage: 50 }, 2, 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: 50 }, 3, 'FAILED'],
    [{}, 4, 'SUCCEEDED'],
  ])('with %j %d of 4 failures make it %s', async (tolerance, mapIterationFailureCount, status) => {
    const ItemProcessor = { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
    const asked = { ...result([0, 0, 0, 0]), input: [1, 2, 3, 4], stateConfiguration: { mapIterationFailureCount } }
    expect(await tested({ ...map, ItemProcessor, ...tolerance }, asked)).toMatchObject({
      status,
      ...(status === 'FAILED' && { error: 'States.ExceedToleratedFailureThreshold' }),
    })
  })

  test('a state within them can be tested, too', async () => {
    const machine = { StartAt: 'Each', States: { Each: { ...map, ItemProcessor: inner } } }
    expect(await tested(machine, { stateName: 'Inner', input: 1 })).toEqual({ status: 'SUCCEEDED', output: '1' })
  })

  test('an error may come from within', async () => {
    const Catch = [{ ErrorEquals: ['Broken'], Next: 'Mend' }]
    const stateConfiguration = { errorCausedByState: 'Inner' }
    const asked = { ...failure('Broken', 'inside'), input: [], stateConfiguration }
    expect(await tested({ ...map, Catch }, asked)).toMatchObject({ status: 'CAUGHT_ERROR', nextState: 'Mend' })
  })
})

describe('the context object', () => {
  const tell = {
    ...lambda,
    QueryLanguage: 'JSONata',
    Arguments: { FunctionName: 'f' },
    Output: '{% $states.context %}',
  }

  test('is that of an execution made up for the test', async () => {
    const { output } = await tested(tell, { ...result({}), input: { a: 1 } })
    expect(JSON.parse(output ?? '')).toEqual({
      Execution: {
        Id: expect.stringMatching(/^arn:aws:states:us-east-1:000000000000:express:[^:]+:[^:]+$/),
        Input: { a: 1 },
        Name: expect.any(String),
        RoleArn: null,
        StartTime: expect.any(String),
      },
      StateMachine: { Id: expect.any(String), Name: expect.any(String) },
      State: { Name: 'StateName', EnteredTime: expect.any(String), RetryCount: 0 },
    })
  })

  test('or is the one that is given', async () => {
    const context = '{"Execution":{"Name":"mine"},"State":{"RetryCount":3}}'
    expect((await tested(tell, { ...result({}), context })).output).toBe(context)
  })

  test.each([
    ['{"Pokedex": {}}', "Field 'Pokedex' is not allowed"],
    ['{"State": {"RetryCount": "3"}}', "Field 'RetryCount' must be a number"],
    ['{"Map": []}', "Field 'Map' must be an object"],
  ])('%s is none', async (context, problem) => {
    expect(await refusal(tell, { ...result({}), context })).toEqual({
      name: 'ValidationException',
      message: `Invalid Context object provided: ${problem}`,
    })
  })
})

describe('a mocked result is checked against the model of the API', () => {
  const Parameters = { StateMachineArn: 'a', Entries: [], FunctionName: 'f' }
  const task = (action: string) => ({ Type: 'Task', Resource: `arn:aws:states:::${action}`, Parameters, End: true })
  type Mode = 'STRICT' | 'PRESENT' | 'NONE'

  test.each<[string, unknown, string]>([
    ['states:startExecution', {}, "Required field 'ExecutionArn' is missing"],
    ['states:startExecution', { StartDate: true }, "Required field 'ExecutionArn' is missing"],
    ['states:startExecution', { ExecutionArn: 1, StartDate: '' }, "Field 'ExecutionArn' must be a string"],
    ['states:startExecution.sync', { ExecutionArn: 'a' }, "Required field 'StateMachineArn' is missing"],
    [
      'states:startExecution.sync:2',
      { ExecutionArn: 'a', StateMachineArn: 'm', StartDate: '', Status: 'SUCCEEDED', Output: { a: 1 } },
      "Field 'Output' must be a string",
    ],
    [
      'aws-sdk:lambda:getFunction',
      { Configuration: { MemorySize: 127 } },
      "Field 'MemorySize' is less than the minimum value",
    ],
    [
      'aws-sdk:lambda:getFunction',
      { Configuration: { MemorySize: 1e9 } },
      "Field 'MemorySize' is greater than the maximum value",
    ],
    ['aws-sdk:lambda:getFunction', { Configuration: 'x' }, "Field 'Configuration' must be an object"],
    ['aws-sdk:lambda:getFunction', { Configuration: { Layers: {} } }, "Field 'Layers' must be an array"],
    ['aws-sdk:lambda:getFunction', { Configuration: { Runtime: 'cobol' } }, "Field 'Runtime' is not an expected value"],
    ['aws-sdk:kms:encrypt', { CiphertextBlob: '' }, "Field 'CiphertextBlob' is smaller than the minimum length"],
    ['aws-sdk:s3:getObject', { DeleteMarker: 'no' }, "Field 'DeleteMarker' must be a boolean"],
    ['aws-sdk:s3:getObject', { StorageClass: 1 }, "Field 'StorageClass' must be a string"],
    ['events:putEvents', { Entries: [{ EventId: 'a' }, { EventId: [] }] }, "Field 'EventId' must be a string"],
  ])('%s cannot answer %j', async (action, value, problem) => {
    expect(await refusal(task(action), result(value))).toEqual({
      name: 'ValidationException',
      message: `Mock result schema validation error: ${problem}`,
    })
  })

  test.each<[string, Mode, unknown]>([
    ['states:startExecution', 'PRESENT', {}],
    ['states:startExecution', 'NONE', { ExecutionArn: 1 }],
    ['events:putEvents', 'STRICT', { unheardOf: 1 }],
    ['lambda:invoke', 'STRICT', { Payload: 'text', SdkHttpMetadata: { HttpStatusCode: 200 } }],
    ['lambda:invoke.waitForTaskToken', 'STRICT', 'anything'],
    ['glue:startJobRun', 'STRICT', { JobRunId: 1 }],
    ['aws-sdk:sqs:sendMessage', 'STRICT', { MD5OfMessageBody: 1 }],
  ])('%s may answer, when looked at %s, %j', async (action, fieldValidationMode, value) => {
    const asked = { mock: { result: JSON.stringify(value), fieldValidationMode } }
    expect(await tested(task(action), asked)).toEqual({ status: 'SUCCEEDED', output: JSON.stringify(value) })
  })
})

describe('what cannot be asked', () => {
  const parallel = { Type: 'Parallel', Branches: [inner, inner], End: true }
  const pass = { Type: 'Pass', End: true }

  test.each<[string, object, Asked, string]>([
    [
      'a mock of a state that does nothing',
      pass,
      result({}),
      "State type 'Pass' is not supported when a mock is specified",
    ],
    [
      'two mocks',
      call,
      { mock: { result: '1', errorOutput: {} } },
      'A test mock should have only one of the following fields: [result, errorOutput].',
    ],
    ['a mock that is not JSON', call, { mock: { result: 'no' } }, 'Mocked result must be valid JSON'],
    ['iterations that are no array', map, result({}), 'Mocked result must be an array.'],
    [
      'written results that are no object',
      {
        ...map,
        ItemProcessor: { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
        ResultWriter: { WriterConfig: { OutputType: 'JSON', Transformation: 'NONE' } },
      },
      result([]),
      'Mocked result must be a JSON object.',
    ],
    [
      'one result for two branches',
      parallel,
      result([1]),
      'Mocked result must contain the same number of items as number of Parallel branches.',
    ],
    [
      'more failures than iterations',
      map,
      { ...result([1]), stateConfiguration: { mapIterationFailureCount: 2 } },
      'Map iteration failure count must be less than or equal to the number of Map iterations',
    ],
    [
      'failures without a mock',
      map,
      { stateConfiguration: { mapIterationFailureCount: 0 } },
      'TestState does not support MapIterationFailureCount when a mock is not specified.',
    ],
    [
      'secrets of a mock',
      call,
      { ...result({}), revealSecrets: true },
      'TestState does not support RevealSecrets when a mock is specified.',
    ],
    ['a task without a role', call, {}, 'RoleArn must be specified when testing a Task state'],
    [
      'a state that is not there',
      { StartAt: 'P', States: { P: pass } },
      { stateName: 'Q' },
      'State not found in definition',
    ],
  ])('%s', async (_, definition, asked, message) => {
    expect(await refusal(definition, asked)).toEqual({ name: 'ValidationException', message })
  })

  test.each([map, parallel])('%j without a mock', async (definition) => {
    expect(await refusal(definition)).toEqual({
      name: 'InvalidDefinition',
      message:
        'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    })
  })

  test('a definition with errors', async () => {
    expect(await refusal({ Type: 'Pass' })).toMatchObject({ name: 'InvalidDefinition' })
  })
})
