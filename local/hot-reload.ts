import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Region } from './region.ts'
import type { CompiledService } from './template/compiled-service.ts'
import { withDefinitionsOf } from './template/definition-files.ts'

/** Editors save in several steps. */
const settleMs = 30

type Reload = { compile: () => Promise<CompiledService>; print: (line: string) => void }

/**
 * Takes over what is saved: definitions at once, code as soon as it is bundled, the rest of the template as soon as it is
 * compiled. What is broken is told in one line, and what ran before goes on.
 * @returns what ends it
 */
export function watchService(serviceDir: string, region: Region, { compile, print }: Reload): () => void {
  const saved = new Set<string>()
  let settling: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  /** A template that could not be taken over, mostly because the code does not bundle. */
  let owed: CompiledService | undefined

  const deploy = async (compiled: CompiledService) => {
    owed = compiled
    await region.deploy(compiled)
    owed = undefined
  }
  const takeOver = async (files: readonly string[]) => {
    const names = files.map((file) => relative(serviceDir, file)).join(', ')
    try {
      if (files.some(isTemplateSource)) {
        const quick = files.every(isDefinition) ? withDefinitionsOf(region.compiled) : undefined
        if (quick) await deploy(quick)
        if (quick) print(`reloaded ${names}`)
        await deploy(await compile())
        if (!quick) print(`reloaded ${names}`)
      } else if (owed) {
        await deploy(owed)
        print(`reloaded ${names}`)
      } else {
        const changed = await region.rebundle()
        if (changed.length > 0) print(`reloaded ${changed.join(', ')}`)
      }
    } catch (error) {
      const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
      print(`not reloaded, what ran before goes on: ${line}`)
    }
  }
  const notice = (file: string) => {
    if (!isTemplateSource(file) && !region.bundler.inputs.has(file) && !file.endsWith('.ts')) return
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

const isDefinition = (file: string) => /\.asl\.(ya?ml|json)$/.test(file)

/** The service itself, and its folders except those that are made of it or have nothing to do with it. */
function watchedFolders(serviceDir: string): { path: string; recursive: boolean }[] {
  const folders = readdirSync(serviceDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notWatched.has(entry.name))
    .map(({ name }) => ({ path: join(serviceDir, name), recursive: true }))
  return [{ path: serviceDir, recursive: false }, ...folders]
}
const notWatched = new Set(['node_modules', 'tests', 'local', 'docs', 'bench', 'coverage', 'sample-service', 'client'])

function watchFolder(
  { path, recursive }: { path: string; recursive: boolean },
  notice: (file: string) => void,
): FSWatcher {
  return watch(path, { recursive }, (_event, name) => {
    if (name) notice(resolve(path, name))
  })
}
