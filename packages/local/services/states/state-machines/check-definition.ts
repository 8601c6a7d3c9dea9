import {
  type Diagnostic,
  invalidDefinitionMessage,
  type Machine,
  parseMachine,
  parseResource,
  validateDefinition,
} from '@sfs3/asl'
import { existsOnAws } from '../integrations/catalogue.ts'
import type { StateMachineType } from '../store/state-machines.ts'
import { invalidDefinition } from '../wire/states-error.ts'

/**
 * Refuses what AWS would refuse. A service that the local region does not run is no reason: it may be mocked.
 * @throws StatesError InvalidDefinition, with everything that is wrong
 */
export async function checkDefinition(definition: string, type: StateMachineType): Promise<void> {
  const found = await diagnose(definition, type)
  if (hasErrors(found)) throw invalidDefinition(invalidDefinitionMessage(found))
}

/** Everything that is wrong with a definition, as ValidateStateMachineDefinition answers it. */
export async function diagnose(definition: string, type: StateMachineType): Promise<Diagnostic[]> {
  const found = validateDefinition(definition, type)
  return hasErrors(found) ? found : [...found, ...(await unknownResources(parseMachine(JSON.parse(definition)), ''))]
}

/** Whether AWS would refuse the definition; warnings do not count. */
export function hasErrors(found: Diagnostic[]): boolean {
  return found.some(({ severity }) => severity === 'ERROR')
}

/** Task states whose resource AWS does not have. */
async function unknownResources(machine: Machine, path: string): Promise<Diagnostic[]> {
  const found: Diagnostic[] = []
  for (const [name, state] of Object.entries(machine.States)) {
    const location = `${path}/States/${name}`
    if (state.Type === 'Task') {
      const resource = parseResource(state.Resource)
      if (resource === undefined || !(await existsOnAws(resource))) {
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
