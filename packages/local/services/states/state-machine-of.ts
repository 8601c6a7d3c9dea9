import type { States } from './states.ts'
import type { StateMachine } from './store/state-machines.ts'
import { parseStateMachineArn } from './wire/arn.ts'
import { stateMachineDoesNotExist } from './wire/states-error.ts'

/**
 * The state machine with this ARN, which must not be a version's or an alias's.
 * @throws StatesError InvalidArn, ValidationException, StateMachineDoesNotExist
 */
export function stateMachineOf(stateMachineArn: string, { store }: States): StateMachine {
  parseStateMachineArn(stateMachineArn)
  const machine = store.stateMachines.get(stateMachineArn)
  if (machine === undefined) throw stateMachineDoesNotExist(stateMachineArn)
  return machine
}
