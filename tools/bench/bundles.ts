import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { compileService } from '../../packages/local/cloudformation/compiler.ts'
import { withPlugins } from '../../packages/local/services/lambda/esbuild-plugins.ts'
import { functionConfiguration } from '../../packages/local/services/lambda/function-configuration.ts'
import { stackOf } from '../../packages/local/testing/stack.ts'
import { table } from '../demo/table.ts'

const budget = { kilobytes: 450, importMs: 70 }
const imports = 9

/** Each function as it is deployed: the size of its bundle, and how long a new process takes to import it (median of nine). */
export async function bench(): Promise<void> {
  const serviceDir = process.cwd()
  const { template, stackName, esbuild } = await compileService(serviceDir)
  const stack = stackOf(template, { stackName })
  const functions = stack.ofType('AWS::Lambda::Function').map(functionConfiguration)
  const outdir = join(serviceDir, '.local', 'bench-bundles')
  try {
    // One bundle for each function, as it is deployed; the local region lets them share what they have in common.
    const entryPoints = functions.map(({ handler }) => `${moduleOf(handler)}.ts`)
    await build({
      ...(await withPlugins(serviceDir, esbuild)),
      absWorkingDir: serviceDir,
      entryPoints,
      outbase: serviceDir,
      outdir,
    })
    const bundles = functions.map(({ name, handler, variables }) => {
      const file = join(outdir, `${moduleOf(handler)}.mjs`)
      return { name, handler, file, variables, times: [] as number[] }
    })
    // One after the other and all over again: a moment in which the machine is slow does not fall on one of them.
    for (let round = 0; round < imports; round++)
      for (const { file, variables, times } of bundles) times.push(importMs(pathToFileURL(file).href, variables))
    const measured = bundles.map(({ times, ...bundle }) => ({
      ...bundle,
      kilobytes: statSync(bundle.file).size / 1000,
      importMs: median(times),
    }))
    console.log(
      table(
        ['function', 'KB', 'import'],
        measured.map(({ name, kilobytes, importMs }) => [name, kilobytes.toFixed(0), `${importMs.toFixed(0)} ms`]),
      ),
    )
    const nodeMs = median(Array.from({ length: imports }, () => importMs('node:https', {})))
    console.log(`\nof it Node's own HTTPS: ${nodeMs.toFixed(0)} ms`)
    const over = measured.filter((one) => one.kilobytes > budget.kilobytes || one.importMs > budget.importMs)
    console.log(
      `${measured.length - over.length} of ${measured.length} within ${budget.kilobytes} KB and ${budget.importMs} ms`,
    )
    const unmapped = measured.filter(({ file, handler }) => !leadsToSource(file, handler)).map(({ name }) => name)
    console.log(
      `source maps ${unmapped.length ? `missing: ${unmapped.join(', ')}` : 'lead every bundle to its sources'}`,
    )
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN

/** How long an import takes in a process of its own with the environment of the function. */
function importMs(module: string, variables: Readonly<Record<string, string>>): number {
  const script = `const from = performance.now()
    await import(${JSON.stringify(module)})
    console.log(performance.now() - from)`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...variables, AWS_REGION: 'us-east-1', PATH: process.env.PATH },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}

/** Whether the bundle's map names the file that the handler was written in. */
function leadsToSource(file: string, handler: string): boolean {
  const { sources }: { sources: string[] } = JSON.parse(readFileSync(`${file}.map`, 'utf8'))
  return sources.some((source) => source.endsWith(`${moduleOf(handler)}.ts`))
}

const moduleOf = (handler: string) => handler.slice(0, handler.lastIndexOf('.'))
