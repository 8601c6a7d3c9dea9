import packageJson from '../../../package.json' with { type: 'json' }
import tsconfig from '../../../tsconfig.json' with { type: 'json' }
import type { Files } from '../project.ts'

/** Of this repository's tools, those that a service of one's own needs to be tested, checked and deployed. */
const tools = [
  ...(['@aws-sdk/client-sqs', '@biomejs/biome', '@jest/globals', '@types/aws-lambda'] as const),
  ...(['@types/node', 'esbuild', 'fastest-levenshtein', 'jest', 'node', 'serverless', 'serverless-esbuild'] as const),
  ...(['serverless-step-functions', 'typescript', 'yaml'] as const),
]

/**
 * package.json and the settings of the tools.
 * @param packages the tarball of each package of this repository, from the folder of the new service
 */
export function settings(name: string, packages: Readonly<Record<string, string>>): Files {
  const { engines, license, type, overrides, dependencies, devDependencies, allowScripts, version } = packageJson
  const { test, check, fix, reset, deploy, package: packaging } = packageJson.scripts
  const ours = Object.fromEntries(Object.entries(packages).map(([one, tarball]) => [one, `file:${tarball}`]))
  const { jsx: _, jsxImportSource: __, customConditions: ___, ...compilerOptions } = tsconfig.compilerOptions
  return {
    'package.json': json({
      ...{ name, version, private: true, license, type, engines },
      scripts: {
        start: 'exec node node_modules/@sfs3/local/launch.cjs',
        debug: 'exec node node_modules/@sfs3/local/launch.cjs --inspect',
        ...{ reset, check, test, fix },
        new: 'node tools/new/index.ts',
        ...{ package: packaging, deploy },
      },
      overrides,
      devDependencies: { ...ours, ...Object.fromEntries(tools.map((tool) => [tool, devDependencies[tool]])) },
      dependencies,
      allowScripts,
    }),
    'tsconfig.json': json({
      compilerOptions,
      include: ['src', 'steps', 'resources', 'tools', 'tests', '*.ts'],
      exclude: ['node_modules', '.local', '.serverless', '.esbuild'],
    }),
    'jest.config.js': jestConfig,
    '.npmrc': 'omit-lockfile-registry-resolved=true\nsave-exact=true\nfund=false\naudit=false\n',
    '.vscode/launch.json': json(launch),
  }
}

const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`

const jestConfig = `/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testTimeout: 60_000, // a busy machine is slow, not wrong
  setupFiles: ['<rootDir>/tests/support/environment.ts'],
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.local', '<rootDir>/.serverless'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\\\.ts$': '<rootDir>/tests/support/strip-types.js' },
}
`

const debuggers = {
  outFiles: ['${workspaceFolder}/.local/functions/**/*.mjs'],
  resolveSourceMapLocations: ['${workspaceFolder}/**', '!**/node_modules/**'],
  skipFiles: ['<node_internals>/**'],
}

const launch = {
  version: '0.2.0',
  configurations: [
    {
      ...{ name: 'The service on this machine', type: 'node', request: 'launch' },
      runtimeExecutable: '${workspaceFolder}/node_modules/.bin/node',
      program: '${workspaceFolder}/node_modules/@sfs3/local/dist/start.js',
      ...{ cwd: '${workspaceFolder}', console: 'integratedTerminal' },
      ...debuggers,
    },
    {
      ...{ name: 'Attach to npm run debug', type: 'node', request: 'attach', address: '127.0.0.1', port: 9229 },
      restart: true,
      ...debuggers,
    },
  ],
}
