import { advance, newRun, parseMachine } from '@sfs3/asl'

const greet = { Type: 'Pass', Parameters: { 'greeting.$': "States.Format('Hello {}', $.name)" }, End: true }
const machine = parseMachine({ StartAt: 'Greet', States: { Greet: greet } })
const arns = { executionArn: 'execution', stateMachineArn: 'machine', roleArn: 'role' }
const run = newRun({ ...arns, name: 'first', type: 'STANDARD', input: { name: 'Ada' }, startedAt: 0, seed: 1 })
const [, effects] = advance(machine, run, { type: 'ExecutionStarted', at: 0 })
console.log(JSON.stringify(effects))
