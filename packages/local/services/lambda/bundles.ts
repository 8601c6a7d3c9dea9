import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '@sfs3/asl'
import { type BuildContext, type BuildOptions, type BuildResult, build, context, type Message } from 'esbuild'
import { missingHandlerFile } from '../../problems/missing-handler.ts'
import { withPlugins, withWatchedFiles } from './esbuild-plugins.ts'
import { entryOf, exportsOf, noExport, withoutExport } from './handler-entries.ts'
import { type KeptBundles, keepBundles, keptBundles } from './kept-bundles.ts'

/** The code of the functions, bundled as `sls package` bundles it. */
export interface Bundles {
  /** Where the code of a handler is now. */
  fileOf(handler: string): string
  /** Why a handler has no code, in one line. */
  problemOf?(handler: string): string | undefined
  /** Where a layer is that `/opt` has on Lambda. */
  folderOfLayer?(arn: string): string | undefined
  readonly taskRoot: string
  /** The module that runs them in a worker. */
  readonly runtimeFile: string
}

/** As this file is: TypeScript in the repository, JavaScript where the package is installed. */
const runtimeSource = join(import.meta.dirname, `runtime/runtime${extname(import.meta.filename)}`)

/** Writes the runtime. Node would run its source as it is, but stripping the types costs each worker 60 ms and 7 MB. */
export async function bundleRuntime(outfile: string): Promise<void> {
  const options = { bundle: true, platform: 'node', format: 'esm', target: 'node24', sourcemap: 'inline' } as const
  await build({ ...options, entryPoints: [runtimeSource], outfile })
}

/** Code that was good does not bundle any more, or a handler is gone. The message is one line per problem. */
export class BundleError extends Error {
  override readonly name = 'BundleError'
}

type Result = BuildResult<{ metafile: true; write: false }>
type Context = BuildContext<{ metafile: true; write: false }>

export type BundlerSettings = {
  serviceDir: string
  /** Bundles are written below it; it must be inside the project, where packages that are not bundled resolve. */
  outDir: string
  /** Leaves the bundles there after `close`, for the next start: Node knows their compiled code by their path. */
  keep?: boolean
}

/** What to bundle: the source file of each module that has a handler, and how. */
type Plan = {
  handlers: readonly string[]
  /** Source file by module; not of those that do not bundle. */
  entries: ReadonlyMap<string, string>
  esbuild: BuildOptions
  /** What the plugins were made of. */
  pluginSource?: string
}

/** Bundles the handlers of the stack, and bundles again what changed. */
export class Bundler implements Bundles {
  readonly #settings: BundlerSettings
  /** Made when something has to be bundled: it is a process of its own, with all sources in memory. */
  #context: Context | undefined
  #plan: Plan = { handlers: [], entries: new Map(), esbuild: {} }
  #upToDate = false
  #files = new Map<string, string>()
  #inputs: ReadonlySet<string> = new Set()
  /** What plugins read in the last build. */
  #watched = new Set<string>()
  /** What is on disk, by path; the hash of its contents. */
  #written = new Map<string, string>()
  /** What the last build no longer needed. A worker may still be importing it; the next build removes it. */
  #superseded: string[] = []
  #problems = new Map<string, string>()

  constructor(settings: BundlerSettings) {
    this.#settings = settings
  }

  get taskRoot(): string {
    return this.#settings.outDir
  }

  get runtimeFile(): string {
    return join(this.#settings.outDir, 'runtime.mjs')
  }

  /** The source files that the bundles are made of, packages left out, and the folders that plugins list. */
  get inputs(): ReadonlySet<string> {
    return this.#inputs
  }

  /** Why handlers have no bundle, each in a line. */
  get problems(): ReadonlyMap<string, string> {
    return this.#problems
  }

  fileOf(handler: string): string {
    const file = this.#files.get(withoutExport(handler))
    if (!file) throw new Error(`${handler} is not bundled`)
    return file
  }

  /**
   * Bundles these handlers from now on. Returns those whose code is new. One that does not bundle is among `problems`.
   * @param options esbuild's own out of `custom.esbuild`, with serverless-esbuild's defaults
   * @throws BundleError when it is one that did; the last good bundles stay
   */
  async bundle(handlers: readonly string[], options: Readonly<Record<string, Json>>): Promise<Set<string>> {
    const esbuild = await withPlugins(this.#settings.serviceDir, options)
    const plan: Plan = { handlers, entries: this.#entriesOf(handlers), esbuild }
    if (typeof options.plugins === 'string') plan.pluginSource = readFileSync(this.#path(options.plugins), 'utf8')
    if (this.#upToDate && this.#problems.size === 0 && isDeepStrictEqual(plan, this.#plan)) return new Set()
    await this.#context?.dispose()
    this.#context = undefined
    this.#plan = plan
    const kept = this.#settings.keep ? keptBundles(...this.#keptAs()) : undefined
    return kept ? this.#reuse(kept) : this.rebuild()
  }

  /** Bundles again. Returns the handlers whose code changed. @throws BundleError, see `bundle` */
  async rebuild(): Promise<Set<string>> {
    const { handlers } = this.#plan
    this.#upToDate = false
    if (!existsSync(this.runtimeFile) || !this.#context) await bundleRuntime(this.runtimeFile)
    const { result, problems } = await this.#build()
    const wasGood = (handler: string) => this.#files.has(withoutExport(handler)) && !this.#problems.has(handler)
    const broken = [...problems].filter(([handler]) => wasGood(handler))
    if (broken.length > 0) throw new BundleError([...new Set(broken.map(([, problem]) => problem))].join('\n'))

    this.#inputs = new Set(
      [...Object.keys(result.metafile.inputs), ...this.#watched]
        .filter((input) => !input.includes('node_modules/'))
        .map((input) => this.#path(input))
        .filter((path) => existsSync(path)), // not what plugins make up
    )
    const changedModules = this.#write(result)
    const mended = (handler: string) => this.#problems.has(handler)
    const changed = handlers.filter(
      (handler) => !problems.has(handler) && (changedModules.has(withoutExport(handler)) || mended(handler)),
    )
    this.#problems = problems
    this.#upToDate = true
    if (this.#settings.keep && problems.size === 0) {
      keepBundles(...this.#keptAs(), {
        written: [...this.#written],
        files: [...this.#files],
        inputs: [...this.#inputs],
      })
    }
    return new Set(changed)
  }

  async close(): Promise<void> {
    await this.#context?.dispose()
    if (!this.#settings.keep) rmSync(this.#settings.outDir, { recursive: true, force: true })
  }

  #keptAs(): [outDir: string, serviceDir: string, plan: object] {
    const { outDir, serviceDir } = this.#settings
    return [
      outDir,
      serviceDir,
      { ...this.#plan, entries: [...this.#plan.entries], runtime: readFileSync(runtimeSource, 'utf8') },
    ]
  }

  #reuse({ written, files, inputs }: KeptBundles): Set<string> {
    const before = this.#written
    this.#written = new Map(written)
    this.#files = new Map(files)
    this.#inputs = new Set(inputs)
    this.#upToDate = true
    const isNew = (path = '') => before.get(path) !== this.#written.get(path)
    return new Set(this.#plan.handlers.filter((handler) => isNew(this.#files.get(withoutExport(handler)))))
  }

  #options(): BuildOptions & { metafile: true; write: false } {
    const { serviceDir, outDir } = this.#settings
    return {
      ...this.#plan.esbuild,
      plugins: withWatchedFiles(this.#plan.esbuild.plugins ?? [], serviceDir, this.#watched),
      absWorkingDir: serviceDir,
      outbase: serviceDir,
      outdir: outDir,
      metafile: true,
      write: false,
      logLevel: 'silent',
      // Functions share chunks here and do not in a package: the same modules, written once instead of once per function.
      // It takes a sixth of the time.
      splitting: this.#plan.esbuild.format === 'esm',
    }
  }

  #entriesOf(handlers: readonly string[]): Map<string, string> {
    return new Map(
      handlers.flatMap((handler) => {
        const entry = entryOf(this.#settings.serviceDir, handler)
        return entry === undefined ? [] : [[withoutExport(handler), entry]]
      }),
    )
  }

  /** Bundles all that bundles. Where something does not, each entry is tried alone to find out which. */
  async #build(): Promise<{ result: Result; problems: Map<string, string> }> {
    const entries = this.#entriesOf(this.#plan.handlers)
    const problems = new Map<string, string>()
    if (!isDeepStrictEqual(entries, this.#plan.entries)) {
      this.#plan = { ...this.#plan, entries }
      await this.#context?.dispose()
      this.#context = undefined
    }
    const attempt = async (files: readonly string[]): Promise<Result> => {
      this.#watched.clear()
      if (files.length < entries.size) return build({ ...this.#options(), entryPoints: [...files] })
      this.#context ??= await context({ ...this.#options(), entryPoints: [...files] })
      return this.#context.rebuild()
    }
    const whole = await attempt([...new Set(entries.values())]).catch(problemIn)
    const brokenFiles = new Map<string, string>()
    let result = whole
    if (typeof result === 'string') {
      for (const file of new Set(entries.values())) {
        const alone = await build({ ...this.#options(), entryPoints: [file] }).catch(problemIn)
        if (typeof alone === 'string') brokenFiles.set(file, alone)
      }
      const good = [...new Set(entries.values())].filter((file) => !brokenFiles.has(file))
      result = await attempt(good).catch(problemIn)
      if (typeof result === 'string') throw new BundleError(result)
    }
    const exported = exportsOf(result.metafile)
    for (const handler of this.#plan.handlers) {
      const entry = entries.get(withoutExport(handler))
      const problem =
        entry === undefined
          ? missingHandlerFile(handler, this.#settings.serviceDir)
          : (brokenFiles.get(entry) ?? noExport(handler, entry, exported, this.#settings.serviceDir))
      if (problem !== undefined) problems.set(handler, problem)
    }
    return { result, problems }
  }

  /** Writes what is new. Chunks are named after their contents, so bundles change only by their entry points. */
  #write({ outputFiles, metafile }: Result): Set<string> {
    for (const file of this.#superseded.splice(0)) rmSync(file, { force: true })
    const written = new Map(outputFiles.map(({ path, hash }) => [path, hash]))
    for (const { path, hash, contents } of outputFiles) if (this.#written.get(path) !== hash) write(path, contents)

    const changed = new Set<string>()
    const modules = new Map([...this.#plan.entries].map(([module, entry]) => [entry, module]))
    for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
      const module = modules.get(entryPoint ?? '')
      const path = this.#path(output)
      if (module === undefined || this.#written.get(path) === written.get(path)) continue
      this.#files.set(module, path)
      changed.add(module)
    }
    this.#superseded = [...this.#written.keys()].filter((path) => !written.has(path))
    this.#written = written
    return changed
  }

  #path(file: string): string {
    return resolve(this.#settings.serviceDir, file)
  }
}

/** In one step, for whoever is about to read it. */
function write(path: string, contents: Uint8Array) {
  mkdirSync(dirname(path), { recursive: true })
  const written = `${path}.${process.pid}.new`
  writeFileSync(written, contents)
  renameSync(written, path)
}

/** What esbuild says, one line per problem. @throws what is not esbuild's */
function problemIn(error: unknown): string {
  const { errors } = error as { errors?: Message[] }
  if (!errors) throw error
  return errors.map(inOneLine).join('\n')
}

const inOneLine = ({ text, location }: Message) =>
  location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text
