import { type Machine, parseMachine, processorOf } from '@sfs3/asl'
import type { Revision } from '../store/state-machines.ts'

/** Gives each revision's machine, parsed once; for a child execution that of its Map state's processor. */
export type Machines = (revision: Revision, mapState: string | null) => Machine

/** @throws Error when the definition cannot be run at all */
export function machineCache(): Machines {
  const parsed = new WeakMap<Revision, Machine>()

  function ofRevision(revision: Revision): Machine {
    let machine = parsed.get(revision)
    if (machine === undefined) {
      machine = parseMachine(JSON.parse(revision.definition))
      parsed.set(revision, machine)
    }
    return machine
  }

  return (revision, mapState) => {
    const machine = ofRevision(revision)
    if (mapState === null) return machine
    const processor = processorOf(machine, mapState)
    if (processor === undefined) throw new Error(`there is no Map state '${mapState}' in ${revision.stateMachineArn}`)
    return processor
  }
}
