import type { Machine } from '../asl/definition.ts'
import { parseMachine } from '../asl/definition.ts'
import { parseResource } from '../asl/task-resource.ts'
import { isIntegrated } from './integrations/integrations.ts'
import type { StateMachineType } from './store/state-machines.ts'
import { jsonProblem } from './wire/json-text.ts'
import { invalidDefinition } from './wire/states-error.ts'

/** One thing that is wrong with a definition. `location` is a path within it. */
export type Diagnostic = { severity: 'ERROR' | 'WARNING'; code: string; message: string; location: string }

/**
 * Refuses what AWS would refuse, and what the local region cannot run.
 * @throws StatesError InvalidDefinition, with the first thing that is wrong
 */
export async function checkDefinition(definition: string, type: StateMachineType): Promise<void> {
  const [first] = (await diagnose(definition, type)).filter(({ severity }) => severity === 'ERROR')
  if (first) throw invalidDefinition(`${first.code}: ${first.message} at ${first.location}`)
}

export async function diagnose(definition: string, _type: StateMachineType): Promise<Diagnostic[]> {
  const problem = jsonProblem(definition)
  if (problem !== undefined)
    return [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: problem, location: '/' }]
  try {
    return await unknownResources(parseMachine(JSON.parse(definition)), '')
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message, location: '/' }]
  }
}

/** Task states that ask for what is not here must not wait until somebody enters them. */
async function unknownResources(machine: Machine, path: string): Promise<Diagnostic[]> {
  const found: Diagnostic[] = []
  for (const [name, state] of Object.entries(machine.States)) {
    const location = `${path}/States/${name}`
    if (state.Type === 'Task') {
      const resource = parseResource(state.Resource)
      if (resource === undefined || !(await isIntegrated(resource))) {
        const message = `The resource provided ${state.Resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`
        found.push({ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message, location: `${location}/Resource` })
      }
    }
    if (state.Type === 'Map' && state.ItemProcessor)
      found.push(...(await unknownResources(state.ItemProcessor, `${location}/ItemProcessor`)))
    if (state.Type === 'Parallel')
      for (const [index, branch] of state.Branches.entries())
        found.push(...(await unknownResources(branch, `${location}/Branches[${index}]`)))
  }
  return found
}
