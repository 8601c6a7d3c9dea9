import { type Machine, parseMachine, parseResource, workflowsOf } from '@sfs3/asl'
import type { States } from '../states.ts'

/** `state 'Extract' asks for glue:startJobRun, which the local region does not run`, for each such Task state of a definition. */
export function tasksNotRun(definition: string, states: Pick<States, 'integrationOf'>): string[] {
  return inMachine(parseMachine(JSON.parse(definition)), states)
}

function inMachine(machine: Machine, states: Pick<States, 'integrationOf'>): string[] {
  return Object.entries(machine.States).flatMap(([name, state]) => {
    if (state.Type !== 'Task') return workflowsOf(state).flatMap((inner) => inMachine(inner, states))
    const resource = parseResource(state.Resource)
    if (resource?.type !== 'service' || states.integrationOf(resource)) return []
    return [`state '${name}' asks for ${resource.service}:${resource.action}, which the local region does not run`]
  })
}
