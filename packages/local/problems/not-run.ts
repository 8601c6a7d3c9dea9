import type { ResourceTypes } from '../cloudformation/resource-types.ts'
import type { Stack } from '../cloudformation/stack.ts'
import { closestName } from './closest-name.ts'
import { placeOfResource } from './template-sources.ts'

/** One line for each type of resources that the local region does not run; a type that is misspelt is told with its place. */
export function notRunLocally(stack: Stack, resourceTypes: ResourceTypes, serviceDir: string): string[] {
  return [...stack.notRun()].map(([type, logicalIds]) => {
    const [first = ''] = logicalIds
    const line = `not run locally: ${type} ${logicalIds.length > 3 ? `× ${logicalIds.length}` : logicalIds.join(', ')}`
    const meant = type in resourceTypes ? undefined : closestName(type, Object.keys(resourceTypes), 2)
    return meant ? `${placeOfResource(first, serviceDir) ?? first}: ${line}. Did you mean ${meant}?` : line
  })
}
