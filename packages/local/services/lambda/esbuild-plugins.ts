import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Json } from '@sfs3/asl'
import type { BuildOptions, Plugin } from 'esbuild'

/** Options out of `custom.esbuild` with the plugins themselves; serverless-esbuild, too, takes the file that exports them. */
export async function withPlugins(serviceDir: string, options: Readonly<Record<string, Json>>): Promise<BuildOptions> {
  const { plugins: file, ...rest } = options
  if (typeof file !== 'string') return rest as BuildOptions
  const { default: plugins }: { default: Plugin[] } = await import(pathToFileURL(join(serviceDir, file)).href)
  return { ...(rest as BuildOptions), plugins }
}

/** The same plugins; what they read besides the files that esbuild gives them, files and folders, is added to `watched`. */
export function withWatchedFiles(plugins: readonly Plugin[], serviceDir: string, watched: Set<string>): Plugin[] {
  return plugins.map(({ name, setup }) => ({
    name,
    setup: (build) =>
      setup({
        ...build,
        onLoad: (options, load) =>
          build.onLoad(options, async (args) => {
            const loaded = await load(args)
            for (const path of [...(loaded?.watchFiles ?? []), ...(loaded?.watchDirs ?? [])])
              watched.add(resolve(serviceDir, path))
            return loaded
          }),
      }),
  }))
}
