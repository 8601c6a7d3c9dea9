import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Region } from './region.ts'
import type { CompiledService } from './template/compiled-service.ts'

/** Editors save in several steps. */
const settleMs = 30

type Reload = { compile: () => Promise<CompiledService>; print: (line: string) => void }

/**
 * Takes over what is saved: code is bundled again, anything else that the template is made of is compiled again. What is broken
 * is told in one line, and what ran before goes on.
 * @returns what ends it
 */
export function watchService(serviceDir: string, region: Region, { compile, print }: Reload): () => void {
  const saved = new Set<string>()
  let settling: NodeJS.Timeout | undefined
  let working = Promise.resolve()

  const takeOver = async (files: readonly string[]) => {
    try {
      if (files.some((file) => isTemplateSource(file))) {
        await region.deploy(await compile())
        print(`reloaded ${files.map((file) => relative(serviceDir, file)).join(', ')}`)
      } else if (files.some((file) => region.bundler.inputs.has(file) || file.endsWith('.ts'))) {
        const changed = await region.rebundle()
        if (changed.length > 0) print(`reloaded ${changed.join(', ')}`)
      }
    } catch (error) {
      const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
      print(`not reloaded: ${line}`)
    }
  }
  const notice = (file: string) => {
    saved.add(file)
    clearTimeout(settling)
    settling = setTimeout(() => {
      const files = [...saved]
      saved.clear()
      working = working.then(() => takeOver(files))
    }, settleMs)
  }

  const watchers = watchedFolders(serviceDir).map((folder) => watchFolder(folder, notice))
  return () => {
    clearTimeout(settling)
    for (const watcher of watchers) watcher.close()
  }
}

/** Whatever `${file(…)}` may read. */
const isTemplateSource = (file: string) => /\.(ya?ml|json)$/.test(file)

/** The service itself, and its folders except those that are made of it or have nothing to do with it. */
function watchedFolders(serviceDir: string): { path: string; recursive: boolean }[] {
  const folders = readdirSync(serviceDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notWatched.has(entry.name))
    .map(({ name }) => ({ path: join(serviceDir, name), recursive: true }))
  return [{ path: serviceDir, recursive: false }, ...folders]
}
const notWatched = new Set(['node_modules', 'tests', 'local', 'docs', 'bench', 'coverage'])

function watchFolder(
  { path, recursive }: { path: string; recursive: boolean },
  notice: (file: string) => void,
): FSWatcher {
  return watch(path, { recursive }, (_event, name) => {
    if (name && !name.endsWith('~') && !name.includes('.sw')) notice(resolve(path, name))
  })
}
