import { type HistoryEvent, type Machine, parseDefinition, parseHistory } from '../../index.ts'

/** `a` succeeds, `b` fails twice and then for good. */
export const retried: { definition: Machine; history: HistoryEvent[] } = {
  definition: machine({
    StartAt: 'a',
    States: {
      a: { Type: 'Pass', Next: 'b' },
      b: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: 'c' },
      c: { Type: 'Succeed' },
    },
  }),
  history: events([
    [0, 'ExecutionStarted', { input: '{}' }],
    [0, 'PassStateEntered', { name: 'a', input: '{}' }],
    [10, 'PassStateExited', { name: 'a', output: '{"n":1}' }],
    [10, 'TaskStateEntered', { name: 'b', input: '{"n":1}' }],
    [10, 'TaskScheduled', { resource: 'invoke', parameters: '{"FunctionName":"f"}' }],
    [12, 'TaskStarted'],
    [20, 'TaskFailed', { error: 'TypeError', cause: '{"errorType":"TypeError","errorMessage":"n is no string"}' }],
    [1020, 'TaskScheduled', { resource: 'invoke', parameters: '{"FunctionName":"f"}' }],
    [1022, 'TaskStarted'],
    [1030, 'TaskFailed', { error: 'TypeError', cause: '{"errorType":"TypeError","errorMessage":"n is no string"}' }],
    [
      1030,
      'ExecutionFailed',
      { error: 'TypeError', cause: '{"errorType":"TypeError","errorMessage":"n is no string"}' },
    ],
  ]),
}

/** A Map over two items: the second one fails in `check`, the first one is at `check` still. */
export const mapped: { definition: Machine; history: HistoryEvent[] } = {
  definition: machine({
    StartAt: 'each',
    States: {
      each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'read',
          States: {
            read: { Type: 'Pass', Next: 'check' },
            check: { Type: 'Task', Resource: 'arn:aws:lambda:x:1:function:f', End: true },
          },
        },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'sorry' }],
        End: true,
      },
      sorry: { Type: 'Fail', Error: 'Sorry' },
    },
  }),
  history: events([
    [0, 'ExecutionStarted', { input: '[1,2]' }],
    [0, 'MapStateEntered', { name: 'each', input: '[1,2]' }],
    [0, 'MapStateStarted', { length: 2 }],
    [1, 'MapIterationStarted', { name: 'each', index: 0 }, 3],
    [1, 'MapIterationStarted', { name: 'each', index: 1 }, 3],
    [1, 'PassStateEntered', { name: 'read', input: '1' }, 4],
    [2, 'PassStateExited', { name: 'read', output: '1' }, 6],
    [2, 'PassStateEntered', { name: 'read', input: '2' }, 5],
    [3, 'PassStateExited', { name: 'read', output: '2' }, 8],
    [3, 'TaskStateEntered', { name: 'check', input: '1' }, 7],
    [3, 'LambdaFunctionScheduled', { input: '1', resource: 'f' }, 10],
    [4, 'TaskStateEntered', { name: 'check', input: '2' }, 9],
    [4, 'LambdaFunctionScheduled', { input: '2', resource: 'f' }, 12],
    [9, 'LambdaFunctionFailed', { error: 'Bad', cause: 'item 2' }, 13],
    [9, 'MapIterationFailed', { name: 'each', index: 1 }, 14],
    [9, 'TaskStateAborted', {}, 11],
    [9, 'MapIterationAborted', { name: 'each', index: 0 }, 16],
    [9, 'MapStateFailed', { error: 'Bad', cause: 'item 2' }, 17],
    [9, 'MapStateExited', { name: 'each', output: '{"Error":"Bad"}' }, 18],
    [9, 'FailStateEntered', { name: 'sorry', input: '{"Error":"Bad"}' }, 19],
    [9, 'ExecutionFailed', { error: 'Sorry' }, 20],
  ]),
}

export function machine(definition: unknown): Machine {
  return parseDefinition(JSON.stringify(definition))
}

type Line = [ms: number, type: string, details?: Record<string, unknown>, previousEventId?: number]

/** Events in the form of GetExecutionHistory, each after the one before it unless it says after which. */
export function events(lines: Line[]): HistoryEvent[] {
  return parseHistory({
    events: lines.map(([ms, type, details, previousEventId], index) => ({
      id: index + 1,
      previousEventId: previousEventId ?? index,
      type,
      timestamp: new Date(1_700_000_000_000 + ms).toISOString(),
      ...(details && { someEventDetails: details }),
    })),
  })
}
