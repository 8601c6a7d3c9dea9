import { parseMachine, runMachine } from '@sfs3/asl'

const machine = parseMachine({
  StartAt: 'Name it',
  States: {
    'Name it': { Type: 'Pass', Parameters: { 'n.$': '$.n', 'id.$': "States.Format('order-{}', $.n)" }, Next: 'Large?' },
    'Large?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericGreaterThan: 10, Next: 'An hour' }],
      Default: 'Work',
    },
    'An hour': { Type: 'Wait', Seconds: 3600, Next: 'Work' },
    Work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:double', End: true },
  },
})

const { result, history } = await runMachine(
  machine,
  { n: 21 },
  { task: ({ input }) => ({ id: input.id, doubled: input.n * 2 }) },
)
console.log(result, history.length)
