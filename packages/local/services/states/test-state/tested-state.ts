import {
  findState,
  invalidDefinitionMessage,
  parseMachine,
  type State,
  TESTED,
  validateDefinition,
  validateState,
} from '@sfs3/asl'
import { hasErrors } from '../state-machines/check-definition.ts'
import { invalidDefinition, validationException } from '../wire/states-error.ts'

/**
 * The state that a request wants tested: the one that its definition is, or the one of that name in a whole state machine.
 * @throws StatesError InvalidDefinition, ValidationException
 */
export function testedState(definition: string, name: string | undefined): State {
  const found = name === undefined ? validateState(definition, TESTED) : validateDefinition(definition)
  if (hasErrors(found)) throw invalidDefinition(invalidDefinitionMessage(found))
  const value: unknown = JSON.parse(definition)
  const machine = parseMachine(name === undefined ? { StartAt: TESTED, States: { [TESTED]: value } } : value)
  const state = findState(machine, name ?? TESTED)
  if (!state) throw validationException('State not found in definition')
  return state
}
