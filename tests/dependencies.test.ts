import { globSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import * as z from 'zod'

const Package = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
})
const readPackage = (folder: string) => Package.parse(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')))

/** Services of their own; `npm run verify -- services` installs what they depend on. */
const services = 'packages/local/examples/**'

/** The packages that these files import, workspaces included; type imports count. */
function importsOf(patterns: string[], exclude: string[] = []): string[] {
  const files = globSync(patterns, { exclude: ['**/node_modules/**', '**/dist/**', '.local/**', services, ...exclude] })
  const specifiers = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(importing)].map(([, specifier = '']) => specifier),
  )
  const packages = specifiers.flatMap((specifier) => specifier.match(/^(?!node:)(@[\w-]+\/)?\w[\w.-]*/)?.[0] ?? [])
  return [...new Set(packages)].sort()
}
const importing =
  /^(?:(?:import|export)\b[\w\s{},*]*|.*(?:\bimport|\brequire|require\.resolve|\)\.resolve)\()['"]([^'"\n]+)['"]/gm

const workspaces = ['packages/asl', 'packages/client', 'packages/console', 'packages/local', 'sample-service']
const tests = ['**/tests/**']
/** Somebody else's service, with dependencies of its own. */
const strangers = 'tools/verify/packages/service/**'

test.each(workspaces)('the dependencies of %s are what its code imports', (folder) => {
  const { dependencies, devDependencies, peerDependencies } = readPackage(folder)
  const all = importsOf([`${folder}/**/*.{ts,tsx,cjs}`], tests)
  const imported = all.filter((name) => !isTypesOnly(name) && !(name in peerDependencies))
  // Types that its own types name are installed with it.
  const types = all.map((name) => `@types/${name}`).filter((name) => name in dependencies)

  expect([...imported, ...types].sort()).toEqual(Object.keys(dependencies).sort())
  expect(devDependencies).toEqual({})
})

test('what is deployed imports the dependencies, and nothing else is one', () => {
  const imported = importsOf(['src/**/*.ts', 'steps/**/*.ts']).filter((name) => !isTypesOnly(name))

  expect(imported).toEqual(Object.keys(readPackage('.').dependencies).sort())
})

/** Used, but not by an import: by a command, a setting, or what is imported. */
const usedOtherwise = [
  '@biomejs/biome', // npm run check
  '@types/aws-lambda',
  '@types/express',
  '@types/node',
  'node', // what npm's scripts run with
  'serverless', // sls
  'serverless-esbuild', // serverless.yml
  'serverless-step-functions', // serverless.yml
  'typescript', // npm run check
]

test('tests and tools import what is declared, and every devDependency is used', () => {
  const { dependencies, devDependencies } = readPackage('.')
  const everywhere = importsOf(['**/*.{ts,tsx,js,mjs,cjs}'], ['sample-service/page/**', strangers])
  const ofWorkspaces = workspaces.flatMap((folder) => Object.keys(readPackage(folder).dependencies))
  const declared = [
    ...Object.keys({ ...dependencies, ...devDependencies }),
    ...ofWorkspaces,
    '@sfs3/console',
    '@sfs3/local',
  ]
  const byTestsAndTools = importsOf(['*.{ts,js}', '{contract,resources,tests,tools,packages/*/tests}/**/*.{ts,mjs}'])

  expect(everywhere.filter((name) => !declared.includes(name) && !isTypesOnly(name))).toEqual([])
  expect([...byTestsAndTools.filter((name) => name in devDependencies), ...usedOtherwise].sort()).toEqual(
    Object.keys(devDependencies).sort(),
  )
})

/** `aws-lambda` has types alone, in `@types/aws-lambda`. */
function isTypesOnly(name: string): boolean {
  return name === 'aws-lambda'
}
