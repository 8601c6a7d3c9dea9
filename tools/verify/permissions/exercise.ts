import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Use } from './use.ts'

/** Uses a workflow in all the ways that need a permission of their own. */
export type Exercise = {
  /** The logical ids of the roles without which it fails. */
  roles: RegExp
  /** Permissions that no exercise needs, and why a role has them all the same: `role action resource`, without made-up endings. */
  unneeded: [grant: RegExp, reason: string][]
  /** Throws at the first thing that is not as it should be. */
  run(use: Use): Promise<void>
}

const folder = join(import.meta.dirname, 'exercises')

/** Every exercise, by the name of its workflow. */
export async function exercises(): Promise<Map<string, Exercise>> {
  const found = readdirSync(folder).map(async (file): Promise<[string, Exercise]> => {
    const { exercise } = (await import(join(folder, file))) as { exercise: Exercise }
    return [basename(file, '.ts'), exercise]
  })
  return new Map(await Promise.all(found))
}
