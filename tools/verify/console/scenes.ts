import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'

/** A machine that shows one thing, and what it is started with. */
export type Scene = {
  name: string
  definition: object
  input: unknown
  /** A role that no template has may do everything; without one it is that of a machine which is there. */
  role?: string
}

const anyRole = 'arn:aws:iam::000000000000:role/demo'
const pass = (Next: string) => ({ Type: 'Pass', Next })
const sendForToken = {
  Type: 'Task',
  Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  Parameters: {
    'QueueUrl.$': '$.queue',
    MessageBody: { 'order.$': '$.order', 'token.$': '$$.Task.Token' },
    MessageGroupId: 'orders',
  },
}

/** One way to fail each, and one that waits for an answer. @param queue the URL of a FIFO queue that the role may send to */
export function scenes(queue: string): Scene[] {
  const order = {
    orderNumber: 42,
    customer: 'Ada',
    note: '<script>alert(1)</script>',
    items: [{ sku: 'A-1', count: 2 }],
  }
  const input = { queue, order }
  return [
    {
      name: 'approval-wanted',
      input,
      definition: {
        StartAt: 'price',
        States: {
          price: { Type: 'Pass', Result: 120, ResultPath: '$.total', Next: 'large?' },
          'large?': {
            Type: 'Choice',
            Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'ask' }],
            Default: 'ship',
          },
          ask: {
            ...sendForToken,
            HeartbeatSeconds: 3600,
            ResultPath: '$.answer',
            Catch: [{ ErrorEquals: ['TooLate'], Next: 'ship' }],
            Next: 'ship',
          },
          ship: { Type: 'Succeed' },
        },
      },
    },
    {
      name: 'permission-denied',
      input: { ...input, queue: queue.replace(/[^/]+$/, 'somebody-elses.fifo') },
      definition: { StartAt: 'price', States: { price: pass('tell'), tell: { ...sendForToken, End: true } } },
    },
    {
      name: 'nobody-answers',
      input,
      definition: {
        StartAt: 'price',
        States: {
          price: pass('ask'),
          ask: { ...sendForToken, TimeoutSeconds: 1, Next: 'ship' },
          ship: { Type: 'Succeed' },
        },
      },
    },
    {
      name: 'bad-definition',
      input,
      definition: {
        StartAt: 'price',
        States: {
          price: pass('pick'),
          pick: { Type: 'Pass', InputPath: '$.order.items[0].price', Next: 'ship' },
          ship: { Type: 'Succeed' },
        },
      },
    },
    {
      name: 'one-item-fails',
      input: { items: Array.from({ length: 60 }, (_, index) => ({ id: index, stock: index === 41 ? 0 : 3 })) },
      definition: {
        StartAt: 'each item',
        States: {
          'each item': {
            Type: 'Map',
            ItemsPath: '$.items',
            MaxConcurrency: 10,
            ItemProcessor: {
              ProcessorConfig: { Mode: 'INLINE' },
              StartAt: 'in stock?',
              States: {
                'in stock?': {
                  Type: 'Choice',
                  Choices: [{ Variable: '$.stock', NumericGreaterThan: 0, Next: 'reserve' }],
                  Default: 'sold out',
                },
                reserve: { Type: 'Pass', End: true },
                'sold out': { Type: 'Fail', Error: 'SoldOut', Cause: 'There is none left of this item.' },
              },
            },
            Next: 'both',
          },
          both: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'invoice', States: { invoice: pass('mail'), mail: { Type: 'Pass', End: true } } },
              { StartAt: 'pack', States: { pack: { Type: 'Wait', Seconds: 1, End: true } } },
            ],
            End: true,
          },
        },
      },
    },
    {
      name: 'step-threw',
      role: anyRole,
      input: { orderId: '42', order: { title: 'Teapot', quantity: 5000 } },
      definition: {
        StartAt: 'price',
        States: {
          price: pass('process order'),
          'process order': {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: 'sfs3-dev-processOrder', 'Payload.$': '$' },
            OutputPath: '$.Payload',
            Next: 'ship',
          },
          ship: { Type: 'Succeed' },
        },
      },
    },
    {
      name: 'three-of-a-thousand',
      role: anyRole,
      input: {
        items: Array.from({ length: 1000 }, (_, id) => ({ id, stock: [41, 333, 807].includes(id) ? 0 : 3 })),
      },
      definition: {
        StartAt: 'each item',
        States: {
          'each item': {
            Type: 'Map',
            ItemsPath: '$.items',
            MaxConcurrency: 40,
            ToleratedFailureCount: 2,
            ItemProcessor: {
              ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
              StartAt: 'in stock?',
              States: {
                'in stock?': {
                  Type: 'Choice',
                  Choices: [{ Variable: '$.stock', NumericGreaterThan: 0, Next: 'reserve' }],
                  Default: 'sold out',
                },
                reserve: { Type: 'Pass', End: true },
                'sold out': { Type: 'Fail', Error: 'SoldOut', Cause: 'There is none left of this item.' },
              },
            },
            Next: 'ship',
          },
          ship: { Type: 'Succeed' },
        },
      },
    },
    {
      name: 'long-wait',
      input,
      definition: {
        StartAt: 'cool down',
        States: { 'cool down': { Type: 'Wait', Seconds: 3600, Next: 'ship' }, ship: { Type: 'Succeed' } },
      },
    },
    {
      name: 'both-branches',
      input,
      definition: {
        StartAt: 'both',
        States: {
          both: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'invoice', States: { invoice: pass('mail'), mail: { Type: 'Pass', End: true } } },
              {
                StartAt: 'pack',
                States: {
                  pack: { Type: 'Wait', Seconds: 2, Next: 'hand over' },
                  'hand over': { Type: 'Pass', End: true },
                },
              },
            ],
            End: true,
          },
        },
      },
    },
  ]
}

/** A loop that takes four events a turn. */
export function longLoop(turns: number): Scene {
  return {
    name: 'long-loop',
    input: { turn: 0, note: 'what a state hands on' },
    definition: {
      StartAt: 'count',
      States: {
        count: {
          Type: 'Pass',
          Parameters: { 'turn.$': 'States.MathAdd($.turn, 1)', 'note.$': '$.note' },
          Next: 'again?',
        },
        'again?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.turn', NumericLessThan: turns, Next: 'count' }],
          Default: 'done',
        },
        done: { Type: 'Succeed' },
      },
    },
  }
}

/** Creates the machine of a scene, with the role of a machine that is there, and starts it. Gives the execution's ARN. */
export async function play(
  states: SFNClient,
  { name, definition, input, role }: Scene,
  roleOf: string,
): Promise<string> {
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}))
  const other = stateMachines.find((machine) => machine.name?.endsWith(roleOf))
  const { roleArn } =
    role === undefined
      ? await states.send(new DescribeStateMachineCommand({ stateMachineArn: other?.stateMachineArn }))
      : { roleArn: role }
  const existing = stateMachines.find((machine) => machine.name === name)?.stateMachineArn
  const created =
    existing ??
    (await states.send(new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) })))
      .stateMachineArn
  const { executionArn = '' } = await states.send(
    new StartExecutionCommand({ stateMachineArn: created, input: JSON.stringify(input) }),
  )
  return executionArn
}
