import { basename, relative, resolve } from 'node:path'
import type { CompiledService } from './cloudformation/compiled-service.ts'
import { withDefinitionsOf } from './cloudformation/definition-files.ts'
import { isCompilingCode } from './cloudformation/fingerprint.ts'
import type { Region } from './region.ts'
import { watchTree } from './watch-tree.ts'

/** Editors save in several steps. */
const settleMs = 30

/** What of the region a save changes. */
type Reloaded = Pick<Region, 'compiled' | 'options' | 'deploy'> & {
  services: { lambda: Pick<Region['services']['lambda'], 'inputs' | 'rebundle'> }
}

type Reload = {
  compile: () => Promise<CompiledService>
  print: (line: string) => void
  /** Called when something was saved that may matter. */
  saved?: () => void
}

/**
 * Deploys what is saved: definitions at once, code as soon as it is bundled, the rest of the template as soon as it is
 * compiled. What is broken is said in one line, and what ran before goes on. What is saved after it has returned is seen.
 * @returns what ends it
 */
export function watchService(
  serviceDir: string,
  region: Reloaded,
  { compile, print, saved: tell = () => {} }: Reload,
): () => void {
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
      print(`not reloaded, what ran before goes on: ${readable(error)}`)
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
    const names = namesOf(files.map((file) => relative(serviceDir, file)))
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
    if (!isTemplateSource(file) && !isCode(file) && !region.services.lambda.inputs.has(file)) return
    saved.add(file)
    clearTimeout(settling)
    settling = setTimeout(() => {
      const files = [...saved]
      saved.clear()
      void reload(files)
      tell()
    }, settleMs)
  }

  const unwatch = watchTree(serviceDir, {
    includes: watched(serviceDir, region.options.watch.ignore),
    changed,
    warn: print,
  })
  return () => {
    clearTimeout(settling)
    unwatch()
  }
}

/** A checkout changes many files at once. */
function namesOf(files: readonly string[]): string {
  return files.length > 5 ? `${files.slice(0, 4).join(', ')} and ${files.length - 4} more` : files.join(', ')
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

/** A line for each problem, with where it is: what a developer reads next. */
function readable(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Whatever `${file(…)}` may read. */
const isTemplateSource = (file: string) => /\.(ya?ml|json)$/.test(file)

const isDefinition = (file: string) => /\.asl\.(ya?ml|json)$/.test(file)

/** Code that a bundle may be waiting for. */
const isCode = (file: string) => /\.[cm]?[jt]sx?$/.test(file)

/** Which folders matter: not packages, not hidden ones, and not those of the service that it says have nothing to do with it. */
function watched(serviceDir: string, ignored: readonly string[]): (folder: string) => boolean {
  const notWatched = new Set(ignored.map((folder) => resolve(serviceDir, folder)))
  return (folder) => {
    const name = basename(folder)
    return name !== 'node_modules' && !name.startsWith('.') && !notWatched.has(folder)
  }
}
