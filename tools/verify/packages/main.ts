/**
 * Packs the packages, and uses them where nothing of this repository is: the engine in an empty folder, all their types in a
 * strict compilation, and the local region in the service of someone else. Ends with 1 when something does not work.
 */
import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import packageJson from '../../../package.json' with { type: 'json' }
import { run } from '../run.ts'
import { step } from '../step.ts'
import { greet } from './greet.ts'
import { startStranger } from './stranger.ts'
import { strangersEnvironment } from './strangers-environment.ts'

const { devDependencies } = packageJson
const packages = ['asl', 'client', 'console', 'local']

const directory = await mkdtemp(join(tmpdir(), 'sfs3-packages-'))
const [tarballs, consumer, service] = ['tarballs', 'consumer', 'service'].map((name) => join(directory, name)) as [
  string,
  string,
  string,
]
const env = strangersEnvironment()
const npmInstall = async (cwd: string, names: readonly string[], others: readonly string[] = []) => {
  const files = (await readdir(tarballs)).filter((file) => names.some((name) => file.startsWith(`sfs3-${name}-`)))
  const args = ['install', '--prefer-offline', ...files.map((file) => join(tarballs, file)), ...others]
  await run('npm', args, { cwd, env, timeoutSeconds: 300 })
}

try {
  await step('npm pack: JavaScript and types, no sources, no tests', async () => {
    await mkdir(tarballs)
    for (const name of packages) {
      const args = ['pack', '--json', '--workspace', `packages/${name}`, '--pack-destination', tarballs]
      const text = await run('npm', args, { cwd: '.', env: process.env as Record<string, string> })
      const foreign = filesIn(text).filter(
        (file) =>
          !/^(dist\/.*\.(js|d\.ts|json)|dist\/page\/(index\.html|page\.css)|[\w./]+\.(cjs|d\.cts|json|md)|LICENSE)$/.test(
            file,
          ),
      )
      assert.deepEqual(foreign, [])
      assert.deepEqual(
        filesIn(text).filter((file) => /(^|\/)tests?\/|\.test\./.test(file)),
        [],
      )
    }
  })
  await step('the engine runs a machine in an empty folder', async () => {
    await mkdir(consumer)
    await npmInstall(consumer, ['asl'])
    await cp('tools/verify/packages/consumer/engine.mjs', join(consumer, 'engine.mjs'))
    assert.match(await run('node', ['engine.mjs'], { cwd: consumer, env }), /"greeting":"Hello Ada"/)
  })
  await step('the console serves its page in an empty folder', async () => {
    await npmInstall(consumer, ['console'])
    await cp('tools/verify/packages/consumer/console.mjs', join(consumer, 'console.mjs'))
    assert.match(await run('node', ['console.mjs'], { cwd: consumer, env }), /page\.js 200/)
  })
  await step('install the region in the service of someone else', async () => {
    await cp('tools/verify/packages/service', service, { recursive: true })
    const others = ['serverless', 'serverless-esbuild', 'serverless-step-functions', 'node', '@types/node'] as const
    await npmInstall(
      service,
      packages,
      others.map((name) => `${name}@${devDependencies[name]}`),
    )
  })
  await step('the types compile in a strict program', async () => {
    await cp('tools/verify/packages/consumer/types.mts', join(service, 'types.mts'))
    const strict = [
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      'node',
      '--noEmit',
      'types.mts',
    ]
    await run(resolve('node_modules/.bin/tsc'), strict, { cwd: service, env })
  })
  await step('sls package packages it', async () => {
    await run('npx', ['sls', 'package'], { cwd: service, env })
  })
  const stranger = await step('sls local starts it', () => startStranger(service, env))
  try {
    await step('a route answers, an execution succeeds', () => greet(stranger))
  } finally {
    await step('SIGTERM ends it within 2 seconds', async () => {
      const from = performance.now()
      await stranger.stop()
      assert.ok(performance.now() - from < 2_000, `took ${performance.now() - from} ms`)
    })
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await rm(directory, { recursive: true, force: true })
}

/** The paths in the tarball that `npm pack --json` tells of. */
function filesIn(text: string): string[] {
  const packed: { files: { path: string }[] }[] = Object.values(JSON.parse(text))
  return packed.flatMap(({ files }) => files.map(({ path }) => path))
}
