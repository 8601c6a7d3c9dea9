import type { States } from '../states.ts'
import type { StateMachine } from '../store/state-machines.ts'
import type { Version } from '../store/versions.ts'

/** Makes a version of the machine's current revision, or finds the one that it has. */
export function publish(machine: StateMachine, description: string | undefined, { store, clock }: States): Version {
  const existing = store.versions.ofRevision(machine.arn, machine.revision.id)
  if (existing) return existing
  const number = machine.versions + 1
  const version = {
    arn: `${machine.arn}:${number}`,
    stateMachineArn: machine.arn,
    number,
    revision: machine.revision.id,
    description,
    createdAt: clock.now(),
  }
  store.versions.publish(version)
  return version
}
