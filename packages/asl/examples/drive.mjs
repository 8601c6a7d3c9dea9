import { advance, newRun, parseMachine } from '@sfs3/asl'

const machine = parseMachine({
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', Seconds: 1, Next: 'Work' },
    Work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work', End: true },
  },
})

const arn = 'arn:aws:states:us-east-1:000000000000'
let run = newRun({
  executionArn: `${arn}:execution:machine:first`,
  name: 'first',
  stateMachineArn: `${arn}:stateMachine:machine`,
  roleArn: 'arn:aws:iam::000000000000:role/machine',
  type: 'STANDARD',
  input: {},
  startedAt: Date.now(),
  seed: 'first',
})

happened({ type: 'ExecutionStarted' })

function happened(event) {
  const [next, effects, history] = advance(machine, run, { ...event, at: Date.now() })
  run = next
  for (const { id, type } of history) console.log(id, type)
  for (const effect of effects) perform(effect)
}

function perform(effect) {
  if (effect.type === 'StartTimer')
    setTimeout(() => happened({ type: 'TimerFired', timer: effect.timer }), effect.at - Date.now())
  if (effect.type === 'RunTask')
    setTimeout(() => happened({ type: 'TaskSucceeded', task: effect.task, output: 'done' }), 10)
  if (effect.type === 'EndExecution') console.log(effect.result)
}
