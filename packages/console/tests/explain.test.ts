import { expect, test } from '@jest/globals'
import { explained, explainRequest, type Machine, progress } from '../index.ts'
import { events, machine } from './support/recorded.ts'

const definition: Machine = machine({
  StartAt: 'set',
  States: {
    set: { Type: 'Pass', Assign: { who: 'Ada' }, Next: 'call' },
    call: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      ResultSelector: { 'n.$': '$.Payload' },
      Next: 'wait',
    },
    wait: { Type: 'Wait', Seconds: 1, End: true },
  },
})
const seen = progress(
  definition,
  events([
    [0, 'ExecutionStarted', { input: '{"a":1}' }],
    [0, 'PassStateEntered', { name: 'set', input: '{"a":1}' }],
    [0, 'PassStateExited', { name: 'set', output: '{"a":1}', assignedVariables: { who: '"Ada"' } }],
    [0, 'TaskStateEntered', { name: 'call', input: '{"a":1}' }],
    [0, 'TaskScheduled', { parameters: '{}' }],
    [5, 'TaskFailed', { error: 'Busy', cause: 'later' }],
    [9, 'TaskScheduled', { parameters: '{}' }],
    [12, 'TaskSucceeded', { output: '{"Payload":7}' }],
    [12, 'TaskStateExited', { name: 'call', output: '{"n":7}' }],
    [12, 'WaitStateEntered', { name: 'wait', input: '{"n":7}' }],
  ]),
)

function request(name: string, attempt = 0) {
  const visit = seen.visits.find((one) => one.name === name)
  const state = definition.States[name]
  return visit && state && explainRequest(seen, state, visit, visit.attempts[attempt])
}

test('a task is done again with the result that it had, or the error, so that nothing is called', () => {
  expect(request('call', 1)).toMatchObject({
    input: '{"a":1}',
    variables: '{"who":"Ada"}',
    mock: { result: '{"Payload":7}', fieldValidationMode: 'NONE' },
    context:
      '{"Execution":{"Input":{"a":1}},"State":{"Name":"call","EnteredTime":"2023-11-14T22:13:20.000Z"},"Task":{"Token":"the task token"}}',
  })
  expect(request('call', 0)?.mock).toEqual({ errorOutput: { error: 'Busy', cause: 'later' } })
})

test('a state that calls nothing needs no mock, and one that waits is not done again', () => {
  expect(request('set')).toEqual({
    definition: '{"Type":"Pass","Assign":{"who":"Ada"},"Next":"call"}',
    input: '{"a":1}',
    inspectionLevel: 'DEBUG',
  })
  expect(request('wait')).toBeUndefined()
})

test('stages are those that the definition names, between what came in and what went on', () => {
  const inspectionData = {
    input: '{"a":1}',
    afterInputPath: '{"a":1}',
    afterParameters: '{"a":1}',
    result: '{"Payload":7}',
    afterResultSelector: '{"n":7}',
    afterResultPath: '{"n":7}',
  }

  expect(explained(definition.States.call ?? { Type: '' }, { output: '{"n":7}', inspectionData })).toEqual([
    { name: 'Input', text: '{"a":1}', madeBy: {} },
    { name: 'Result', text: '{"Payload":7}', madeBy: {} },
    { name: 'After ResultSelector', text: '{"n":7}', madeBy: { ResultSelector: { 'n.$': '$.Payload' } } },
    { name: 'Output', text: '{"n":7}', madeBy: {} },
  ])
})
