import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CompiledService } from '../cloudformation/compiled-service.ts'
import { Bundler } from '../services/lambda/bundles.ts'
import { functionConfiguration } from '../services/lambda/function-configuration.ts'
import { once } from './once.ts'
import { stackOf } from './stack.ts'

/**
 * Bundles the functions of a service for all tests that run at once, unless they are bundled already, and gives the folder; undefined
 * for a service of which nobody can tell whether it has changed.
 * @throws BundleError
 */
export async function bundledOnce(compiled: CompiledService): Promise<string | undefined> {
  const { serviceDir, template, stackName, esbuild, fingerprint } = compiled
  if (fingerprint === undefined) return undefined
  const outDir = join(serviceDir, '.local', 'tests', `functions-${fingerprint.slice(0, 16)}`)
  mkdirSync(outDir, { recursive: true })
  const functions = stackOf(template, { stackName }).ofType('AWS::Lambda::Function').map(functionConfiguration)
  const handlers = [...new Set(functions.map(({ handler }) => handler))]
  let done = false
  // The bundler itself finds out whether something has changed: it is its turn that each test waits for.
  await once(
    join(outDir, 'bundling'),
    () => done,
    async () => {
      const bundler = new Bundler({ serviceDir, outDir, keep: true })
      await bundler.bundle(handlers, esbuild)
      await bundler.close()
      done = true
    },
  )
  return outDir
}
