import { existsSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Modules that are not where they are asked for are looked for where Lambda has them: in the layers, which are folders here, under
 * their names in `/opt` too; and the AWS SDK, which Lambda brings, among the packages of the region.
 * @param layers folders that are unpacked into `/opt` on Lambda; the last one wins
 */
export function findModulesIn(layers: readonly string[], ownFolder: string): void {
  const folders = layers.toReversed()
  registerHooks({
    resolve(specifier, context, next) {
      const layered = specifier.startsWith('/opt/') ? inLayers(folders, specifier.slice('/opt/'.length)) : undefined
      if (layered) return next(context.conditions.includes('import') ? pathToFileURL(layered).href : layered, context)
      try {
        return next(specifier, context)
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined
        if (!/^(@[\w.-]+\/)?\w/.test(specifier) || !/MODULE_NOT_FOUND$/.test(String(code))) throw error
        const others = folders.flatMap((layer) => [join(layer, 'nodejs', 'node24'), join(layer, 'nodejs')])
        if (/^@(aws-sdk|smithy)\//.test(specifier)) others.push(ownFolder)
        const found = others.map((folder) => resolvedIn(folder, specifier)).find((path) => path !== undefined)
        if (found === undefined) throw error
        return { url: pathToFileURL(found).href, shortCircuit: true }
      }
    },
  })
}

function inLayers(folders: readonly string[], path: string): string | undefined {
  return folders
    .map((folder) => join(folder, path))
    .find((file) => ['', '.js', '.mjs', '.cjs', '.json'].some((extension) => existsSync(file + extension)))
}

function resolvedIn(folder: string, specifier: string): string | undefined {
  try {
    return createRequire(join(folder, 'any.js')).resolve(specifier)
  } catch {
    return undefined
  }
}
