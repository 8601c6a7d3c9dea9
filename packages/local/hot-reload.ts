import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { CompiledService } from './cloudformation/compiled-service.ts'
import { withDefinitionsOf } from './cloudformation/definition-files.ts'
import { isCompilingCode } from './cloudformation/fingerprint.ts'
import type { Region } from './region.ts'

/** Editors save in several steps. */
const settleMs = 30

type Reload = { compile: () => Promise<CompiledService>; print: (line: string) => void }

/**
 * Deploys what is saved: definitions at once, code as soon as it is bundled, the rest of the template as soon as it is
 * compiled. What is broken is said in one line, and what ran before goes on.
 * @returns what ends it
 */
export function watchService(serviceDir: string, region: Region, { compile, print }: Reload): () => void {
  const inTurn = oneAtATime()
  const saved = new Set<string>()
  let settling: NodeJS.Timeout | undefined
  /** A template that could not be deployed, mostly because the code does not bundle. */
  let pending: CompiledService | undefined
  let broken = false

  const attempt = async (names: string, act: () => Promise<boolean>) => {
    try {
      if ((await act()) || broken) print(`reloaded ${names}`)
      broken = false
    } catch (error) {
      broken = true
      print(`not reloaded, what ran before goes on: ${inOneLine(error)}`)
    }
  }
  const deploy = async (compiled: CompiledService) => {
    pending = compiled
    await region.deploy(compiled)
    pending = undefined
    return true
  }
  const recompile = latestOnly(compile)

  const reload = async (files: readonly string[]) => {
    const names = files.map((file) => relative(serviceDir, file)).join(', ')
    const definitions = files.every(isDefinition)
    const compiles = files.some((file) => isTemplateSource(file) || isCompilingCode(serviceDir, file))
    if (compiles) recompile.supersede()
    if (definitions) {
      await inTurn(() =>
        attempt(names, async () => {
          const quick = withDefinitionsOf(region.compiled)
          return quick !== undefined && (await deploy(quick))
        }),
      )
      if (broken) return
    }
    if (compiles) {
      const compiled = await recompile.run()
      if (compiled) {
        await inTurn(() => attempt(names, async () => (await deploy(await settled(compiled))) && !definitions))
      }
    } else {
      await inTurn(() =>
        attempt(names, async () =>
          pending ? await deploy(pending) : (await region.services.lambda.rebundle()).length > 0,
        ),
      )
    }
  }
  const changed = (file: string) => {
    if (!isTemplateSource(file) && !region.services.lambda.inputs.has(file) && !file.endsWith('.ts')) return
    saved.add(file)
    clearTimeout(settling)
    settling = setTimeout(() => {
      const files = [...saved]
      saved.clear()
      void reload(files)
    }, settleMs)
  }

  const watchers = watchedFolders(serviceDir, region.options.watch.ignore).map((folder) => watchFolder(folder, changed))
  return () => {
    clearTimeout(settling)
    for (const watcher of watchers) watcher.close()
  }
}

function oneAtATime(): (act: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve()
  return (act) => {
    last = last.then(act)
    return last
  }
}

/** Asked again while it works, it starts over, and only whoever asked last gets the result. */
function latestOnly<T>(work: () => Promise<T>) {
  let latest = 0
  let working: Promise<unknown> = Promise.resolve()
  return {
    /** Nobody wants the result of what is under way any more. */
    supersede() {
      latest++
    },
    async run(): Promise<PromiseSettledResult<T> | undefined> {
      const turn = ++latest
      await working
      if (turn !== latest) return undefined
      const results = Promise.allSettled([work()])
      working = results
      const [result] = await results
      return turn === latest ? result : undefined
    },
  }
}

async function settled<T>(result: PromiseSettledResult<T>): Promise<T> {
  if (result.status === 'rejected') throw result.reason
  return result.value
}

function inOneLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

/** Whatever `${file(…)}` may read. */
const isTemplateSource = (file: string) => /\.(ya?ml|json)$/.test(file)

const isDefinition = (file: string) => /\.asl\.(ya?ml|json)$/.test(file)

/** The service itself, and its folders except packages, hidden ones, and those that it says have nothing to do with it. */
function watchedFolders(serviceDir: string, ignored: readonly string[]): { path: string; recursive: boolean }[] {
  const notWatched = new Set(['node_modules', ...ignored])
  const folders = readdirSync(serviceDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notWatched.has(entry.name))
    .map(({ name }) => ({ path: join(serviceDir, name), recursive: true }))
  return [{ path: serviceDir, recursive: false }, ...folders]
}

function watchFolder(
  { path, recursive }: { path: string; recursive: boolean },
  changed: (file: string) => void,
): FSWatcher {
  return watch(path, { recursive }, (_event, name) => {
    if (name) changed(resolve(path, name))
  })
}
