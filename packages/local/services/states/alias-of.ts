import type { States } from './states.ts'
import type { Alias } from './store/aliases.ts'
import { parseArn } from './wire/arn.ts'
import { StatesError } from './wire/states-error.ts'

/** @throws StatesError InvalidArn, ResourceNotFound */
export function aliasOf(stateMachineAliasArn: string, { store }: States): Alias {
  parseArn(stateMachineAliasArn, 'stateMachine')
  const alias = store.aliases.get(stateMachineAliasArn)
  if (alias) return alias
  const resourceName = stateMachineAliasArn
  throw new StatesError('ResourceNotFound', 'Request references a resource that does not exist.', { resourceName })
}
