import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { functionsOf, type WorkflowFunction } from '../new/project.ts'
import { definitionsIn } from './definitions.ts'

/** What the workflows of a service lack to be complete: sentences that say what to write where. */
export function missingWiring(root: string): string[] {
  const functions = functionsOf(root)
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const find = (pattern: string) => globSync(pattern, { cwd: root }).sort()
  const there = (file: string) => existsSync(join(root, file))
  const service = read('serverless.yml')

  const workflows = find('resources/*/workflow.yaml')
  const templates = [service, ...find('resources/**/*.yaml').map(read)].join('\n')
  const handlers = new Map([...functions].map(([key, { handler }]) => [fileOf(handler), key]))
  const calls = definitionsIn(root).flatMap(([, { States }, file]) =>
    Object.entries(States).flatMap(([state, { Resource = '' }]) => {
      const [, key] = /^!GetAtt (\w+)\.Arn$/.exec(Resource) ?? []
      return key === undefined ? [] : [{ key, state, file }]
    }),
  )

  const unlisted = workflows
    .filter((file) => !service.includes(include(file)))
    .map((file) => `${file} is no workflow yet: add "- ${include(file)}" to custom.workflows in serverless.yml`)

  const unnamed = workflows.flatMap((workflow) =>
    find(`${dirname(workflow)}/*.yaml`)
      .filter((file) => file !== workflow && !templates.includes(`file(${file})`))
      .map((file) => `${file} is in no template: add "- ${include(file)}" to the resources of ${workflow}`),
  )

  const gone = [...functions]
    .filter(([, { handler }]) => !there(fileOf(handler)))
    .map(([key, { handler, file }]) => `the function ${key} of ${file} has no ${fileOf(handler)}`)

  const noFunctions = find('steps/*/*.ts')
    .filter((file) => /export const handler\b/.test(read(file)) && !handlers.has(file))
    .map(
      (file) => `${file} is no function: add its handler to the functions of resources/${folderOf(file)}/workflow.yaml`,
    )

  const uncalled = [...functions]
    .filter(([key, { handler }]) => handler.startsWith('steps/') && !calls.some((call) => call.key === key))
    .map(
      ([key, { handler }]) =>
        `no Task calls ${key}: add a state with "Resource: !GetAtt ${key}.Arn" for ${fileOf(handler)}`,
    )

  const unknown = calls
    .filter(({ key }) => !functions.has(key))
    .map(
      ({ key, state, file }) => `the state ${state} of ${file} calls ${key}, which is no function of a workflow.yaml`,
    )

  const facade = find('src/facade/{routes,contract}/*.ts')
  const halfRoutes = facade
    .map((file): [string, string] => [
      file,
      file.includes('/routes/') ? file.replace('routes', 'contract') : file.replace('contract', 'routes'),
    ])
    .filter(([, other]) => !facade.includes(other))
    .map(([file, other]) => `${file} has no ${other}: a route and what its callers may expect have one name`)

  const unroutedFiles = facade
    .filter((file) => file.includes('/routes/') && !templates.includes(file.replace(/ts$/, 'handler')))
    .map((file) => `${file} is no function: add its handler to the functions of a workflow.yaml`)

  const roleless = [...functions]
    .filter(([, { handler }]) => there(fileOf(handler)) && read(fileOf(handler)).includes('onLambda('))
    .filter(([key, { file }]) => !rolesIn(root, dirname(file)).includes(`${capitalised(key)}Role`))
    .map(
      ([key, { file }]) =>
        `${key} may not read and add process data: add ${capitalised(key)}Role to ${dirname(file)}/roles.yaml`,
    )

  const unset = [...functions]
    .filter(([, { handler }]) => there(fileOf(handler)))
    .flatMap(([key, given]) => variablesOf(read(fileOf(given.handler))).map((variable) => ({ key, variable, given })))
    .filter(({ variable, given }) => !(variable in given.environment) && !inProvider(service).includes(variable))
    .map(({ key, variable, given }) => `${key} needs ${variable}: add it to its environment in ${given.file}`)

  return [
    ...[unlisted, unnamed, gone, noFunctions, uncalled, unknown, halfRoutes, unroutedFiles, roleless, unset].flat(),
    ...workflows.flatMap((workflow) => unexercised(root, folderOf(workflow), functions)),
  ]
}

/** The exercise of the permissions of a workflow has to name the role of each of its functions. */
function unexercised(root: string, workflow: string, functions: Map<string, WorkflowFunction>): string[] {
  const exercises = 'tools/verify/permissions/exercises'
  if (!existsSync(join(root, exercises))) return []
  const file = `${exercises}/${workflow}.ts`
  if (!existsSync(join(root, file))) return [`the permissions of ${workflow} are not exercised: add ${file}`]
  const [, pattern = ''] = /roles: \/(.*)\/,/.exec(readFileSync(join(root, file), 'utf8')) ?? []
  return [...functions]
    .filter(([key, given]) => folderOf(given.file) === workflow && !new RegExp(pattern).test(`${capitalised(key)}Role`))
    .map(([key]) => `${file} does not say that ${capitalised(key)}Role is one of its roles`)
}

const include = (file: string) => `\${file(${file})}`
const fileOf = (handler: string) => handler.replace(/\.\w+$/, '.ts')
const folderOf = (file: string) => basename(dirname(file))
const capitalised = (key: string) => key.charAt(0).toUpperCase() + key.slice(1)

const rolesIn = (root: string, folder: string) =>
  globSync(`${folder}/*.yaml`, { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^ {2}(\w+Role):$/gm)].map(([, role = '']) => role),
  )

/** The variables that a module reads by `environment({ … })`. */
export const variablesOf = (code: string) =>
  [...code.matchAll(/\benvironment\(\{([^}]*)\}\)/g)].flatMap(([, members = '']) =>
    [...members.matchAll(/\b([A-Z][A-Z_]+):/g)].map(([, variable = '']) => variable),
  )

/** The variables that every function has. */
const inProvider = (serverlessYml: string) => {
  const [, provider = ''] = /\nprovider:\n((?: .*\n)+)/.exec(serverlessYml) ?? []
  return [...provider.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, variable = '']) => variable)
}
