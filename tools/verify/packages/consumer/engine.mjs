import { parseMachine, runMachine } from '@sfs3/asl'

const greet = { Type: 'Pass', Parameters: { 'greeting.$': "States.Format('Hello {}', $.name)" }, End: true }
const machine = parseMachine({ StartAt: 'Greet', States: { Greet: greet } })
const { result } = await runMachine(machine, { name: 'Ada' })
console.log(JSON.stringify(result))
