import { expect, test } from '@jest/globals'
import type { Json, JsonObject } from '../../json.ts'
import { validateDefinition } from '../../validate/definition.ts'
import { invalidDefinitionMessage } from '../../validate/diagnostic.ts'
import type { MachineType } from '../../validate/place.ts'

/** What is wrong with a machine, one line each. */
function errors(machine: Json, type?: MachineType): string[] {
  return validateDefinition(JSON.stringify(machine), type)
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code, message, location }) => `${code}: ${message} at ${location}`)
}

/** The same for a machine of one state, its location within the state, without the usual code. */
function stateErrors(state: JsonObject, type?: MachineType, machine: JsonObject = {}): string[] {
  return errors({ ...machine, StartAt: 'S', States: { S: state } }, type).map((line) =>
    line.replace('SCHEMA_VALIDATION_FAILED: ', '').replace('/States/S', ''),
  )
}

const lambda = 'arn:aws:lambda:us-east-1:123456789012:function:f'
const task = { Type: 'Task', Resource: lambda, End: true }
const pass = { Type: 'Pass', End: true }
const processor = { StartAt: 'P', States: { P: pass } }
const map = { Type: 'Map', ItemProcessor: processor, End: true }

test('a machine with all that AWS has is accepted', () => {
  const machine = {
    Comment: 'everything',
    QueryLanguage: 'JSONPath',
    StartAt: 'Choose',
    TimeoutSeconds: 60,
    States: {
      Choose: {
        Type: 'Choice',
        Choices: [{ Not: { Variable: '$.a', IsPresent: true }, Next: 'Work', Assign: { 'x.$': '$.b' } }],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', SecondsPath: '$x', Next: 'Work' },
      Work: {
        ...task,
        End: false,
        Next: 'Both',
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 0, JitterStrategy: 'FULL' }],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Broken' }],
      },
      Both: { Type: 'Parallel', Branches: [{ StartAt: 'One', States: { One: pass } }], Next: 'Each' },
      Each: {
        Type: 'Map',
        QueryLanguage: 'JSONata',
        Items: '{% $states.input %}',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, ...processor },
        Output: '{% $states.result[$ > 1] %}',
        Next: 'Done',
      },
      Done: { Type: 'Succeed' },
      Broken: { Type: 'Fail', ErrorPath: "States.Format('{}', $.error.Error)" },
    },
  }

  expect(errors(machine)).toEqual([])
})

test.each<[string, JsonObject, string[]]>([
  ['no end', { Type: 'Pass' }, ['This object should have only one of the following fields: [Next, End] at ']],
  ['two ends', { ...pass, Next: 'S' }, ['There should only be one of the following fields: [Next, End] at ']],
  ['no resource', { Type: 'Task', End: true }, ['These fields are required: [Resource] at ']],
  ['a resource that is no ARN', { ...task, Resource: 'f' }, ['Value is not a valid resource ARN at /Resource']],
  [
    'a pattern that the service does not have',
    { ...task, Resource: 'arn:aws:states:::lambda:invoke.sync' },
    [
      'The resource provided arn:aws:states:::lambda:invoke.sync is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /Resource',
    ],
  ],
  ['an unknown field', { ...pass, _comment: '' }, ["Field '_comment' is not supported at "]],
  ['a field of another type', { ...pass, TimeoutSeconds: 1 }, ["Field 'TimeoutSeconds' is not supported at "]],
  ['a timeout of zero', { ...task, TimeoutSeconds: 0 }, ['Minimum value is 1 at /TimeoutSeconds']],
  ['a timeout as text', { ...task, TimeoutSeconds: '1' }, ['Expected value of type Integer at /TimeoutSeconds']],
  [
    'a timeout twice',
    { ...task, TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' },
    ['There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath] at '],
  ],
  ['a path without dollar', { ...pass, InputPath: 'a' }, ['Value must be a valid JSONPath. at /InputPath']],
  ['a result at many places', { ...pass, ResultPath: '$.a[*]' }, ['Value is not a Reference Path at /ResultPath']],
  ['a result in the context', { ...pass, ResultPath: '$$.a' }, ['Value is not a Reference Path at /ResultPath']],
  [
    'a template value that is no path',
    { ...pass, Parameters: { in: { 'a.$': 'x' } } },
    ["The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /Parameters/in"],
  ],
  [
    'a template value that is no text',
    { ...pass, Parameters: { 'a.$': ['$.x'] } },
    ["The value for the field 'a.$' must be a STRING that contains a JSONPath but was an ARRAY at /Parameters"],
  ],
  [
    'no catcher names',
    { ...task, Catch: [{ ErrorEquals: [], Next: 'S' }] },
    ['Value cannot be empty at /Catch[0]/ErrorEquals'],
  ],
  [
    'States.ALL among others',
    { ...task, Retry: [{ ErrorEquals: ['States.ALL', 'x'] }] },
    ['States.ALL must appear alone and at end of list at /Retry[0]/ErrorEquals'],
  ],
  [
    'an unknown jitter',
    { ...task, Retry: [{ ErrorEquals: ['x'], JitterStrategy: 'HALF' }] },
    ['Value should be one of the following: [NONE, FULL] at /Retry[0]/JitterStrategy'],
  ],
  [
    'no waiting time',
    { Type: 'Wait', End: true },
    ['This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at '],
  ],
  [
    'a local time',
    { Type: 'Wait', Timestamp: '2026-01-01T00:00:00', End: true },
    ['String does not match RFC3339 timestamp at /Timestamp'],
  ],
  [
    'a type that is none',
    { Type: 'Job', End: true },
    [
      "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /Type",
    ],
  ],
  ['no rules', { Type: 'Choice', Choices: [] }, ['Value cannot be empty at /Choices']],
  [
    'a rule without a kind',
    { Type: 'Choice', Choices: [{ Next: 'S' }] },
    ['The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /Choices[0]'],
  ],
  [
    'a nested rule that leads somewhere',
    { Type: 'Choice', Choices: [{ Not: { Variable: '$.a', IsNull: true, Next: 'S' }, Next: 'S' }] },
    ["Field 'Next' is not supported at /Choices[0]/Not"],
  ],
  [
    'a rule of JSONata',
    { Type: 'Choice', Choices: [{ Condition: true, Next: 'S' }] },
    [
      "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage at /Choices[0]",
    ],
  ],
  [
    'no processor',
    { Type: 'Map', End: true },
    ['This object should have only one of the following fields: [ItemProcessor, Iterator] at '],
  ],
  [
    'a distributed Map of no kind',
    { ...map, ItemProcessor: { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED' } } },
    ['These fields are required: [ExecutionType] at /ItemProcessor/ProcessorConfig'],
  ],
  [
    'a processor with a query language',
    { ...map, ItemProcessor: { ...processor, QueryLanguage: 'JSONata' } },
    ["Field 'QueryLanguage' is not supported at /ItemProcessor"],
  ],
  ['no branches', { Type: 'Parallel', Branches: [], End: true }, ['Value cannot be empty at /Branches']],
  [
    'a branch without states',
    { Type: 'Parallel', Branches: [{}], End: true },
    ['These fields are required: [States, StartAt] at /Branches[0]'],
  ],
  [
    'credentials without a role',
    { ...task, Credentials: {} },
    ["The field 'RoleArn' is required but was missing at /Credentials"],
  ],
  [
    'a reserved variable',
    { ...pass, Assign: { states: 1 } },
    ["RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /Assign/states"],
  ],
  [
    'a variable with a hyphen',
    { ...pass, Assign: { 'a-b': 1 } },
    [
      "INVALID_VARIABLE_NAME: Invalid variable name 'a-b': the variable name contains invalid characters. at /Assign/a-b",
    ],
  ],
])('%s', (_, state, expected) => {
  expect(stateErrors(state)).toEqual(expected)
})

test('fields belong to one query language', () => {
  expect(stateErrors({ ...pass, Output: 1 })).toEqual([
    "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at ",
  ])
  expect(stateErrors({ ...pass, QueryLanguage: 'JSONata', InputPath: '$' })).toEqual([
    "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at ",
  ])
  expect(stateErrors({ ...pass, QueryLanguage: 'JSONPath' }, 'STANDARD', { QueryLanguage: 'JSONata' })).toEqual([
    "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at ",
  ])
  expect(stateErrors({ ...pass, QueryLanguage: 'jq' })).toEqual([
    'Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage',
  ])
})

test.each([
  ['a[1,2)', 'INVALID_JSONATA_EXPRESSION: Expected "]", got ","'],
  ['1 +', 'INVALID_JSONATA_EXPRESSION: Unexpected end of expression'],
  ['phone', "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported."],
  [
    '$map($states.input, function($x){ b })',
    "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'b' at the top level is not supported.",
  ],
  ['{ c: 1 }', "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'c' at the top level is not supported."],
  ['$$', "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported."],
  ['$states.errorOutput', "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist."],
])('the expression %s is refused', (expression, problem) => {
  expect(stateErrors({ ...pass, QueryLanguage: 'JSONata', Output: { a: [`{% ${expression} %}`] } })).toEqual([
    `${problem} at /Output/a[0]`,
  ])
})

test('names in later steps, predicates and unknown variables are fine in an expression', () => {
  const output = [
    '{% $states.input.items[price > 2]^(price).name %}',
    '{% $unknown.a %}',
    '{% $sum($x ~> $map(function($v){$v.a})) %}',
  ]

  expect(stateErrors({ ...pass, QueryLanguage: 'JSONata', Output: output })).toEqual([])
})

test('EXPRESS machines do not wait for jobs, callbacks or activities, and have no distributed Map', () => {
  const resource = (arn: string) => stateErrors({ ...task, Resource: arn }, 'EXPRESS')

  expect(resource('arn:aws:states:::sqs:sendMessage.waitForTaskToken')).toEqual([
    "Express state machine does not support '.waitForTaskToken' service integration  at /Resource",
  ])
  expect(resource('arn:aws:states:::states:startExecution.sync:2')).toEqual([
    "Express state machine does not support '.sync' service integration  at /Resource",
  ])
  expect(resource('arn:aws:states:us-east-1:123456789012:activity:a')).toEqual([
    'Express state machine does not support Activity ARN at /Resource',
  ])
  const distributed = { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
  expect(stateErrors({ ...map, ItemProcessor: distributed }, 'EXPRESS')).toEqual([
    "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /ItemProcessor/ProcessorConfig/Mode",
  ])
})

test('every state must be reached from the start, and the machine must end', () => {
  const next = (target: string) => ({ Type: 'Pass', Next: target })

  expect(errors({ StartAt: 'A', States: { A: next('B'), B: next('A') } })).toEqual([
    'MISSING_END_STATE: Workflow has no terminal state at undefined',
  ])
  expect(errors({ StartAt: 'A', States: { A: next('B'), B: next('A'), C: pass } })).toEqual([
    'MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C',
  ])
  expect(errors({ StartAt: 'A', States: { A: next('NOPE') } })).toEqual([
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next",
    'MISSING_END_STATE: Workflow has no terminal state at undefined',
  ])
  const choice = { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'X' }], Default: 'Y' }
  expect(errors({ StartAt: 'C', States: { C: choice, P: pass } })).toEqual([
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at /States/C/Default",
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/C/Choices[0]/Next",
    'MISSING_TRANSITION_TARGET: State "P" is not reachable. at /States/P',
  ])
})

test('names are unique in the whole machine, and an inner variable may not hide an outer one', () => {
  const inner = { StartAt: 'A', States: { A: { ...pass, Assign: { 'x.$': '$' } } } }
  const machine = {
    StartAt: 'A',
    States: { A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' }, M: { Type: 'Map', ItemProcessor: inner, End: true } },
  }

  expect(errors(machine)).toEqual([
    'DUPLICATE_STATE_NAME: Duplicate State name: A at /States/M/ItemProcessor/States/A',
    "DUPLICATE_VARIABLE_NAME: The variable name 'x' was already defined in a parent scope. at /States/M/ItemProcessor/States/A/Assign/x.$",
  ])
})

test('what looks dynamic but is not earns a warning', () => {
  const machine = { StartAt: 'S', States: { S: { ...pass, Parameters: { a: '$.b' } } } }

  expect(validateDefinition(JSON.stringify(machine))).toEqual([
    {
      severity: 'WARNING',
      code: 'NO_DOLLAR',
      message: "The value of 'a' looks like a JSONPath or intrinsic function. Use 'a.$' to evaluate it at runtime.",
      location: '/States/S/Parameters/a',
    },
  ])
})

test('all errors make one message for CreateStateMachine', () => {
  const diagnostics = validateDefinition('{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"NOPE"}}}')

  expect(invalidDefinitionMessage(diagnostics)).toBe(
    "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next, " +
      "MISSING_END_STATE: Workflow has no terminal state at null'",
  )
})
