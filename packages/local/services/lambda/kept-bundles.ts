import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const KeptBundles = z.object({
  /** Stands for what they were made of. */
  key: z.string(),
  /** Hash of each file written, by path. */
  written: z.array(z.tuple([z.string(), z.string()])),
  /** The bundle of each module. */
  files: z.array(z.tuple([z.string(), z.string()])),
  /** The source files, packages left out, and folders whose listing counts. */
  inputs: z.array(z.string()),
})
export type KeptBundles = z.infer<typeof KeptBundles>

/** The bundles that an earlier process left in this folder, if they are what would be bundled now. */
export function keptBundles(outDir: string, serviceDir: string, plan: object): KeptBundles | undefined {
  try {
    const kept = KeptBundles.parse(JSON.parse(readFileSync(join(outDir, manifest), 'utf8')))
    if (kept.key !== keyOf(kept.inputs, serviceDir, plan)) return undefined
    return kept.written.every(([path]) => existsSync(path)) ? kept : undefined
  } catch {
    return undefined
  }
}

export function keepBundles(outDir: string, serviceDir: string, plan: object, bundles: Omit<KeptBundles, 'key'>) {
  const key = keyOf(bundles.inputs, serviceDir, plan)
  writeFileSync(join(outDir, manifest), JSON.stringify({ key, ...bundles }))
}

const manifest = 'bundles.json'

/** Packages change only with the lockfile; so does esbuild. */
function keyOf(inputs: readonly string[], serviceDir: string, plan: object): string {
  const hash = createHash('sha256').update(JSON.stringify(plan))
  const settings = ['package-lock.json', 'package.json', 'tsconfig.json'].map((file) => join(serviceDir, file))
  for (const file of [...settings.filter((file) => existsSync(file)), ...inputs])
    hash.update(file).update(statSync(file).isDirectory() ? readdirSync(file).sort().join() : readFileSync(file))
  return hash.digest('hex')
}
