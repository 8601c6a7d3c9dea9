import type { ResourceTypes } from '../cloudformation/resource-types.ts'
import type { Stack } from '../cloudformation/stack.ts'
import { closestName } from './closest-name.ts'
import { placeOfResource } from './template-sources.ts'

/** What the local region only knows the names of, a line for each type; one that is misspelt is told with its place. */
export function notRunLocally(stack: Stack, resourceTypes: ResourceTypes, serviceDir: string): string[] {
  return stack.notRun().map((line) => {
    const [, type = '', logicalId = ''] = /^(\S+) (\w+)/.exec(line) ?? []
    const meant = type in resourceTypes ? undefined : closestName(type, Object.keys(resourceTypes), 2)
    if (meant === undefined) return line
    return `${type} ${logicalId} (${placeOfResource(logicalId, serviceDir) ?? 'in the template'}). Did you mean ${meant}?`
  })
}
