import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { StackResources } from '../../cloudformation/stack.ts'

/** The functions that each state machine's definition names, in order, by the machine's ARN. */
export function functionsOfMachines(stack: StackResources): Map<string, string[]> {
  const functions = stack.ofType('AWS::Lambda::Function')
  return new Map(
    stack.ofType('AWS::StepFunctions::StateMachine').map(({ attributes, name, properties }) => {
      const definition = JSON.stringify(properties)
      const placed = functions.map((each) => ({ name: each.name, at: definition.indexOf(`function:${each.name}`) }))
      const named = placed.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)
      return [attributes.Arn ?? name, named.map((each) => each.name)]
    }),
  )
}

/** The functions that were in use when this folder's last region ended, the latest first. */
export function lastUsed(folder: string): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))
  } catch {
    return []
  }
}

export function keepUsed(folder: string, functionNames: readonly string[]) {
  writeFileSync(join(folder, file), JSON.stringify(functionNames))
}

const file = 'used.json'
