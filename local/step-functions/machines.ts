import { type Machine, parseMachine, processorOf } from '../asl/definition.ts'
import type { Revision } from './store/state-machines.ts'

/** Gives each revision's machine, parsed once; for a child execution that of its Map state's processor. */
export type Machines = (revision: Revision, mapState: string | null) => Machine

/** Definitions change seldom and are shared by many executions; more than this many at once are parsed again. */
const kept = 200

/** @throws Error when the definition cannot be run at all */
export function machineCache(): Machines {
  const parsed = new Map<number, Machine>()

  function ofRevision({ id, definition }: Revision): Machine {
    let machine = parsed.get(id)
    if (machine === undefined) {
      machine = parseMachine(JSON.parse(definition))
      parsed.set(id, machine)
      const oldest = parsed.keys().next()
      if (parsed.size > kept && !oldest.done) parsed.delete(oldest.value)
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
