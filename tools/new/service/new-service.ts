import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { NotMade, named } from '../names.ts'
import { type Files, write } from '../project.ts'
import { newWorkflow } from '../workflow.ts'
import { vendorPackages } from './packages.ts'
import { settings } from './settings.ts'
import { exampleWorkflows, skeletonFiles } from './skeleton.ts'
import { texts } from './texts.ts'

/** In characters: names of functions, of buckets and of stages are made of it, and buckets have 63. */
const longestName = 20

const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

export type ServiceOptions = {
  /** The name of its first workflow. */
  workflow: string
  /** Where tarballs of the packages are; packed from this repository if not given. */
  packages: string | undefined
}

/**
 * Makes a repository for a service of one's own out of the one at `root`: its skeleton, one small workflow, the packages as tarballs.
 * @returns its folder
 * @throws NotMade in one sentence
 */
export async function newService(root: string, folder: string | undefined, options: ServiceOptions): Promise<string> {
  const service = namedFolder(folder)
  const name = basename(service)
  named('workflow', options.workflow)
  const packages = await vendorPackages(root, join(service, 'vendor'), options.packages)

  for (const file of skeletonFiles(root)) {
    const target = join(service, file)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(root, file), target)
    writeFileSync(target, renamed(readFileSync(target, 'utf8'), name))
  }
  const serverlessYml = withoutExamples(readFileSync(join(service, 'serverless.yml'), 'utf8'), exampleWorkflows(root))
  put(service, {
    ...settings(name, packages),
    'serverless.yml': serverlessYml,
    'tools/new/cli.ts': readFileSync(join(service, 'tools/new/cli.ts'), 'utf8').replace(
      'docs/your-own-workflow.md goes from nothing to deployed.',
      'README.md tells how to run, test and deploy it.',
    ),
  })
  cpSync(join(root, 'package-lock.json'), join(service, 'package-lock.json')) // the versions that this was tested with
  const { created, changed } = newWorkflow(service, options.workflow, {})
  const biome = resolve(root, 'node_modules/.bin/biome')
  write(
    service,
    { created: { ...created, ...texts(name, options.workflow) }, changed: withoutPlaceholder(changed) },
    biome,
  )
  execFileSync(biome, ['check', '--write', '.'], { cwd: service, stdio: 'pipe' }) // a longer name breaks lines elsewhere
  return service
}

/** @throws NotMade if nothing can be called so, or it is there */
function namedFolder(folder: string | undefined): string {
  if (!folder) throw new NotMade('Say where: node tools/new/service.ts ../my-service')
  const name = basename(resolve(folder))
  if (!kebabCase.test(name) || name.length > longestName)
    throw new NotMade(
      `"${name}" is no name for a service: use small letters, digits and single hyphens, beginning with a letter, ${longestName} characters at most, such as "my-service".`,
    )
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    throw new NotMade(`${folder} is there already, and nothing was written: choose another folder.`)
  return resolve(folder)
}

/** What is called after this service is called after the new one. */
const renamed = (text: string, name: string) =>
  text
    .replaceAll(/(?<![@\w])sfs3-(?!source)/g, `${name}-`)
    .replace(/^service: sfs3$/m, `service: ${name}`)
    .replace('stackTags: { service: sfs3,', `stackTags: { service: ${name},`)
    .replace("title: 'sfs3'", `title: '${name}'`)
    .replace(/^ {4}Default: sfs3$/m, `    Default: ${name}`)

/** A line that keeps the list of workflows a list until the first one is there. */
const placeholder = '    - ${file(resources/none/workflow.yaml)}\n'

function withoutExamples(serverlessYml: string, examples: readonly string[]): string {
  const lines = examples.map((workflow) => `    - \${file(resources/${workflow}/workflow.yaml)}\n`)
  const listed = lines.reduce((text, line) => text.replace(line, ''), serverlessYml)
  const [, , rest] = /\n {2}local: # npm start\n([\s\S]*?)\n\n(functions:[\s\S]*)$/.exec(listed) ?? []
  if (!listed.includes('\n  workflows:\n') || rest === undefined) throw new Error('serverless.yml is not as it was')
  return `${listed
    .slice(0, listed.indexOf('  local: # npm start\n'))
    .replace('\n  workflows:\n', `\n  workflows:\n${placeholder}`)}${local}\n${rest}`
}

const local = `  local: # npm start
    run:
      console:
        command: node node_modules/@sfs3/console/launch.cjs
        port: { env: SFS3_CONSOLE_PORT, default: 4567 }
    watch:
      ignore: [coverage, tests, tools, vendor]
`

const withoutPlaceholder = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace(placeholder, '')]))

function put(root: string, files: Files) {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
}
