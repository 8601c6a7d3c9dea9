import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Json, JsonObject } from '@sfs3/asl'
import { parse, type ScalarTag } from 'yaml'
import * as z from 'zod'
import type { CompiledService } from './compiled-service.ts'
import { serviceFile } from './service-file.ts'

/** State machines by their names in `stateMachines`, as the Serverless Framework has them when all is read. */
type StateMachines = Record<string, { id?: string }>

/**
 * Which file each state machine is defined in, by logical id; without those for which neither serverless.yml nor the files that it
 * includes say it plainly: `stateMachines: { name: { definition: ${file(…)} } }`.
 */
export function definitionFiles(serviceDir: string, stateMachines: StateMachines): Record<string, string> {
  const files: Record<string, string> = {}
  const seen = new Set<string>()
  const read = (file: string) => {
    if (seen.has(file) || !/\.(ya?ml|json)$/.test(file)) return
    seen.add(file)
    look(parse(readFileSync(join(serviceDir, file), 'utf8'), { logLevel: 'silent' }))
  }
  const look = (value: unknown) => {
    const file = fileOf(value)
    if (file !== undefined) return read(file)
    if (typeof value !== 'object' || value === null) return
    const { stateMachines: machines, ...others } = value as Record<string, unknown>
    for (const [name, { definition }] of Object.entries(Machines.safeParse(machines).data ?? {})) {
      const [id, defined] = [stateMachines[name]?.id, fileOf(definition)]
      if (id !== undefined && defined !== undefined) files[id] = defined
    }
    for (const other of Object.values(others)) look(other)
  }
  read(serviceFile(serviceDir))
  return files
}

const Machines = z.record(z.string(), z.looseObject({ definition: z.unknown() }))

/** The file of `${file(name)}`, which stands for all that is in it. */
const fileOf = (value: unknown) =>
  typeof value === 'string' ? value.match(/^\$\{file\(([^)$]+)\)\}$/)?.[1] : undefined

/**
 * The compiled service with the definitions as they are on disk now: in a moment rather than the seconds that compiling takes.
 * Undefined where the Serverless Framework has to decide.
 * @throws Error when a definition is not YAML
 */
export function withDefinitionsOf(compiled: CompiledService): CompiledService | undefined {
  const resources = structuredClone(compiled.template.Resources)
  for (const [logicalId, file] of Object.entries(compiled.definitionFiles)) {
    const properties = resources[logicalId]?.Properties
    const definition = definitionIn(file, compiled)
    if (!properties || definition === undefined) return undefined
    delete properties.DefinitionString
    properties.Definition = definition
  }
  return { ...compiled, template: { ...compiled.template, Resources: resources } }
}

class NeedsServerless extends Error {}

function definitionIn(file: string, { serviceDir, functionIds }: CompiledService): Json | undefined {
  const read = (path: string): Json => parse(readFileSync(resolve(serviceDir, path), 'utf8'), { customTags })
  /** `${file(archive.asl.yaml):States.record}` borrows a state; of a function its name stands for its logical id. */
  const complete = (value: Json): Json => {
    if (typeof value === 'string') return borrowed(value)
    if (Array.isArray(value)) return value.map(complete)
    if (value === null || typeof value !== 'object') return value
    const logicalId = Array.isArray(value['Fn::GetAtt']) ? functionIds[String(value['Fn::GetAtt'][0])] : undefined
    if (logicalId !== undefined) return { 'Fn::GetAtt': [logicalId, 'Arn'] }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, complete(member)]))
  }
  const borrowed = (text: string): Json => {
    const [, path, place = ''] = text.match(/^\$\{file\(([^)]+)\)(?::([\w.-]+))?\}$/) ?? []
    if (path !== undefined) return complete(within(read(path), place.split('.').filter(Boolean)))
    if (/\$\{\s*[a-zA-Z]+[:(]/.test(text)) throw new NeedsServerless()
    return text
  }
  try {
    return complete(read(file))
  } catch (error) {
    if (error instanceof NeedsServerless) return undefined
    throw new Error(`${file}: ${(error as Error).message.split('\n')[0]}`)
  }
}

function within(value: Json, path: readonly string[]): Json {
  return path.reduce<Json>((inner, key) => (inner as JsonObject)[key] ?? null, value)
}

const tag = (name: string, resolveText: (text: string) => unknown): ScalarTag => ({ tag: name, resolve: resolveText })
const customTags = [
  tag('!Ref', (text) => ({ Ref: text })),
  tag('!Sub', (text) => ({ 'Fn::Sub': text })),
  tag('!GetAtt', (text) => ({ 'Fn::GetAtt': text.split(/\.(.*)/s).slice(0, 2) })),
]
