import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse, type ScalarTag } from 'yaml'

/** A state machine as it is written in resources/, with references left as text. */
export type Definition = { Comment?: string; TimeoutSeconds?: number; States: Record<string, State> }
export type State = {
  Type: string
  Comment?: string
  Resource?: string
  TimeoutSeconds?: number
  HeartbeatSeconds?: number
  Retry?: Retrier[]
  Catch?: { ErrorEquals: string[]; Next: string }[]
  Error?: string
  ErrorPath?: string
  Cause?: string
  CausePath?: string
}
export type Retrier = {
  ErrorEquals: string[]
  IntervalSeconds?: number
  MaxAttempts?: number
  BackoffRate?: number
  MaxDelaySeconds?: number
  JitterStrategy?: string
}

const reference = (tag: string): ScalarTag => ({ tag, resolve: (text) => `${tag} ${text}` })

const read = (file: string): Definition =>
  parse(readFileSync(file, 'utf8'), { customTags: [reference('!Ref'), reference('!GetAtt')] })

/** Some machines borrow states of others: `${file(resources/archive/archive.asl.yaml):States.record}`. */
const borrowed = /^\$\{file\((.+)\):States\.(.+)\}$/

const complete = (root: string, definition: Definition): Definition => ({
  ...definition,
  States: Object.fromEntries(
    Object.entries(definition.States).map(([name, state]) => {
      const [, file = '', other = ''] = borrowed.exec(String(state)) ?? []
      return [name, (file && read(join(root, file)).States[other]) || state]
    }),
  ),
})

/** Every state machine of a service by name, with its file. */
export function definitionsIn(root: string): [name: string, definition: Definition, file: string][] {
  return globSync('resources/*/*.asl.yaml', { cwd: root })
    .sort()
    .map((file) => [basename(file, '.asl.yaml'), complete(root, read(join(root, file))), file])
}

/** Every state machine of this service by name. */
export const definitions: [name: string, definition: Definition][] = definitionsIn('.').map(([name, definition]) => [
  name,
  definition,
])
