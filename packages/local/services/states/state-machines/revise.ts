import { randomUUID } from 'node:crypto'
import type { States } from '../states.ts'
import type { Revision, StateMachine } from '../store/state-machines.ts'

/** Gives the machine a new revision, unless it is already what it should be. */
export function revise(
  machine: StateMachine,
  change: Partial<Pick<Revision, 'definition' | 'roleArn' | 'logging' | 'tracing'>>,
  { store, clock }: States,
): StateMachine {
  const { revision } = machine
  const next = { ...revision, ...change }
  const fields = ['definition', 'roleArn', 'logging', 'tracing'] as const
  if (fields.every((field) => next[field] === revision[field])) return machine
  store.stateMachines.update({ ...next, revisionId: randomUUID(), createdAt: clock.now() })
  return store.stateMachines.get(machine.arn) ?? machine
}
