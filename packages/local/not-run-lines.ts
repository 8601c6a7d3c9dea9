import type { Stack } from './cloudformation/stack.ts'

/**
 * What a developer should know: the resources of which the region only has the names.
 * @param told types that were named before
 */
export const notRunLines = (stack: Stack, told: ReadonlySet<string> = new Set()): string[] =>
  [...stack.notRun()]
    .filter(([type]) => !told.has(type))
    .map(
      ([type, logicalIds]) =>
        `not run locally: ${type} ${logicalIds.length > 3 ? `× ${logicalIds.length}` : logicalIds.join(', ')}`,
    )
