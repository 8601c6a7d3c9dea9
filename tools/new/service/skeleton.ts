import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { functionsOf } from '../project.ts'

/** What a service of one's own begins with: everything that its workflows share. Folders of the examples are left out. */
const skeleton = [
  /^(serverless\.yml|vpc\.yml|account\.yml|install-dashboard\.yml|esbuild-plugins\.ts|tsconfig\.service\.json|biome\.json|LICENSE)$/,
  /^(\.editorconfig|\.gitignore|\.vscode\/(extensions|settings)\.json)$/,
  /^(src|resources)\//,
  /^tools\/check\/[\w-]+\.ts$/,
  /^tools\/new\/([\w-]+\.ts|templates\/[\w-]+\.ts)$/,
  /^tests\/support\/strip-types\.js$/,
]

/** Tests of what is shared. Those that need an example are left out, as they import it. */
const tests = [
  /^tests\/(step|on-lambda)\.test\.ts$/,
  /^tests\/(process|events)\//,
  /^tests\/facade\/(http|routes)\//,
  /^tests\/support\//,
]

/** Of the skeleton, what says something about the examples, or about this repository. */
const ofExamples = [
  /^tools\/new\/(service|new\.test)\.ts$/,
  /^src\/facade\/http\/newest-first\.ts$/,
  /^tests\/support\/bonus\//,
  /^tests\/process\/failed-part\.test\.ts$/,
]

/** The files of this repository that a new service begins with: its skeleton without the example workflows. */
export function skeletonFiles(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  const tracked = listed.split('\n').filter((file) => file !== '' && existsSync(join(root, file)))
  const examples = exampleFiles(root)
  // src/process/ is what all workflows stand on, and only called like one of them.
  const folders = exampleWorkflows(root)
    .flatMap((name) => [`src/${name}/`, `resources/${name}/`])
    .filter((folder) => folder !== 'src/process/')
  const isExample = (file: string) => examples.has(file) || folders.some((folder) => file.startsWith(folder))
  const shared = tracked.filter((file) => matches(skeleton, file) && !matches(ofExamples, file) && !isExample(file))
  const sharedTests = tracked.filter((file) => matches(tests, file) && !matches(ofExamples, file))
  const support = sharedTests.filter((file) => file.startsWith('tests/support/') && !/\.test\.ts$/.test(file))
  const there = new Set([...shared, ...support])
  const whole = (file: string) => reachedFrom(root, file).every((reached) => there.has(reached))
  const run = sharedTests.filter((file) => /\.test\.ts$/.test(file)).filter((file) => whole(file))
  const used = new Set(
    [...run, ...needed]
      .flatMap((file) => [file, ...reachedFrom(root, file)])
      .filter((file) => file.startsWith('tests/')),
  )
  return [...shared, ...used].sort()
}

/** What tests of new workflows import, and the settings that all tests have. */
const needed = [
  'process-workflow',
  'environment',
  'in-memory-process-data',
  'in-memory-start-sources',
  'api-gateway-event',
  'lambda-context',
  'everything',
  'region',
].map((name) => `tests/support/${name}.ts`)

/** Routes of the examples, with their contracts and schemas. */
function exampleFiles(root: string): Set<string> {
  const routes = [...functionsOf(root).values()]
    .map(({ handler }) => /^src\/facade\/routes\/([\w-]+)\.handler$/.exec(handler)?.[1])
    .filter((name) => name !== undefined)
  return new Set(
    routes.flatMap((name) => ['routes', 'contract', 'requests'].map((kind) => `src/facade/${kind}/${name}.ts`)),
  )
}

/** Files of the repository that a file imports, and those that they import. */
function reachedFrom(root: string, file: string, seen = new Set<string>()): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  for (const [, specifier = ''] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    const imported = normalize(join(dirname(file), specifier))
    if (seen.has(imported) || !existsSync(join(root, imported))) continue
    seen.add(imported)
    reachedFrom(root, imported, seen)
  }
  return [...seen]
}

const matches = (patterns: readonly RegExp[], file: string) => patterns.some((pattern) => pattern.test(file))

/** The example workflows, by name. */
export const exampleWorkflows = (root: string): string[] =>
  globSync('resources/*/workflow.yaml', { cwd: root }).map((file) => basename(dirname(file)))
