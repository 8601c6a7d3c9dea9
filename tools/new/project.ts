import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import { NotMade } from './names.ts'

/** Texts by their paths from the project's root. */
export type Files = Record<string, string>

/** What is added to a project: new files, and files that are there with something more in them. */
export type Addition = { created: Files; changed: Files }

const Functions = z.object({
  functions: z
    .record(z.string(), z.object({ handler: z.string(), environment: z.record(z.string(), z.unknown()).default({}) }))
    .default({}),
})

/** A function of a workflow: its handler, its environment variables and the file that names it. */
export type WorkflowFunction = { handler: string; environment: Record<string, unknown>; file: string }

/** The functions of the workflows by their names. */
export function functionsOf(root: string): Map<string, WorkflowFunction> {
  const files = globSync('resources/*/workflow.yaml', { cwd: root }).sort()
  return new Map(
    files.flatMap((file) =>
      Object.entries(Functions.parse(parsed(read(root, file))).functions).map(
        ([key, given]): [string, WorkflowFunction] => [key, { ...given, file }],
      ),
    ),
  )
}

/** YAML with the tags of CloudFormation, which stay unread. */
function parsed(text: string): unknown {
  const unread = ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (value: string) => value }))
  return parse(text, { customTags: unread, logLevel: 'silent' })
}

export function read(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** @throws NotMade if there is no such workflow */
export function workflowFile(root: string, workflow: string): string {
  const file = `resources/${workflow}/workflow.yaml`
  if (existsSync(join(root, file))) return file
  const there = globSync('resources/*/workflow.yaml', { cwd: root }).map((path) => path.split('/')[1])
  throw new NotMade(`There is no workflow "${workflow}": use one of ${there.sort().join(', ')}.`)
}

/** @throws NotMade if something that would be made is there */
export function refuseWhatIsThere(root: string, paths: string[], functions: string[], instead: string): void {
  const there = paths.find((path) => existsSync(join(root, path)))
  if (there) throw new NotMade(`${there} is there already, and nothing was written: ${instead}`)
  const known = functionsOf(root)
  const taken = functions.find((key) => known.has(key))
  if (taken)
    throw new NotMade(`${known.get(taken)?.file} has a function ${taken} already, and nothing was written: ${instead}`)
}

/** @throws NotMade if a route has this path already */
export function refusePath(root: string, path: string, instead: string): void {
  const templates = ['serverless.yml', ...globSync('resources/{*,*/workflow}.yaml', { cwd: root }).sort()]
  const taken = templates.find((file) => new RegExp(`\\bpath: ${path}(?![\\w/-])`).test(read(root, file)))
  if (taken) throw new NotMade(`${taken} has a route /${path} already, and nothing was written: ${instead}`)
}

/** Writes files, and formats those in TypeScript as `npm run check` wants them. */
export function write(
  root: string,
  { created, changed }: Addition,
  biome = resolve(root, 'node_modules/.bin/biome'),
): void {
  const files = { ...created, ...changed }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const code = Object.keys(files).filter((path) => path.endsWith('.ts'))
  execFileSync(biome, ['check', '--write', ...code], { cwd: root, stdio: 'pipe' })
}
