/**
 * Installs the region as someone else would, starts each service of packages/local/examples by `npx sls local`, and uses it over HTTP
 * and the SDK. With names of services as arguments, those alone. Ends with 1 when something does not work.
 */
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import packageJson from '../../../package.json' with { type: 'json' }
import { startStranger } from '../packages/stranger.ts'
import { run } from '../run.ts'
import { step } from '../step.ts'
import { strangersEnvironment } from '../strangers-environment.ts'
import type { Use } from './use.ts'

const { devDependencies } = packageJson
const examples = 'packages/local/examples'
const asked = process.argv.slice(2)
const services = (await readdir(examples)).filter((name) => asked.length === 0 || asked.includes(name)).sort()

/** What the services themselves depend on. */
const others = [
  ...(['serverless', 'serverless-esbuild', 'serverless-step-functions', 'node'] as const).map(
    (name) => `${name}@${devDependencies[name]}`,
  ),
  ...['aws-sdk@2.1693.0', 'express@4', 'serverless-http@3', 'serverless-plugin-typescript@2', 'serverless-webpack@5'],
  ...['webpack@5', 'typescript@5', '@types/express@4'],
]

const directory = await mkdtemp(join(tmpdir(), 'sfs3-services-'))
const env = strangersEnvironment()
let failed = 0
try {
  await step('install the region and what the services need', async () => {
    const tarballs = join(directory, 'tarballs')
    await mkdir(tarballs)
    for (const name of ['asl', 'local'])
      await run('npm', ['pack', '--workspace', `packages/${name}`, '--pack-destination', tarballs], {
        ...{ cwd: '.', env: process.env as Record<string, string> },
      })
    await writeFile(join(directory, 'package.json'), '{ "name": "services", "private": true }')
    const files = (await readdir(tarballs)).map((file) => join(tarballs, file))
    const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--legacy-peer-deps', ...files, ...others]
    await run('npm', args, { cwd: directory, env, timeoutSeconds: 300 })
  })
  for (const name of services) await step(name, () => use(name)).catch(tell)
} catch (error) {
  tell(error)
} finally {
  await rm(directory, { recursive: true, force: true })
}
if (failed > 0) process.exitCode = 1

async function use(name: string): Promise<void> {
  const { use }: { use: Use } = await import(`./uses/${name}.ts`)
  const cwd = join(directory, name)
  await cp(join(examples, name), cwd, { recursive: true })
  const stranger = await startStranger(cwd, env)
  try {
    await use(stranger)
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${stranger.printed()}`, { cause: error })
  } finally {
    await stranger.stop()
  }
}

function tell(error: unknown): void {
  failed++
  console.error(error instanceof Error ? error.message : error)
}
