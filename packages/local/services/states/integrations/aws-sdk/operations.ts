import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

let operations: ReadonlyMap<string, ReadonlySet<string>> | undefined

/**
 * Whether AWS has an operation: the service as the SDK for Java calls it, the operation as Step Functions spells it. How many letters of
 * an abbreviation are capital, as in `describeDBInstances`, does not matter.
 */
export function hasOperation(service: string, operation: string): boolean {
  operations ??= read()
  return operations.get(service)?.has(operation.toLowerCase()) ?? false
}

/** As write.ts writes it. */
function read(): ReadonlyMap<string, ReadonlySet<string>> {
  const file = join(import.meta.dirname, 'operations.json')
  const services = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))
  return new Map(Object.entries(services).map(([service, names]) => [service, new Set(names.toLowerCase().split(' '))]))
}
