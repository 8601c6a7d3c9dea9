import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { type BuildContext, type BuildOptions, type BuildResult, context, type Message } from 'esbuild'

/** The code of the functions, bundled as `sls package` bundles it. */
export interface Bundles {
  /** Where the bundle of a handler is now. */
  fileOf(handler: string): string
  readonly taskRoot: string
}

/** The service's code does not bundle, or a handler is not there. The message is one line per problem. */
export class BundleError extends Error {
  override readonly name = 'BundleError'
}

type Result = BuildResult<{ metafile: true; write: false }>

export type BundlerSettings = {
  serviceDir: string
  /** Bundles are written below it; it must be inside the project, where packages that are not bundled resolve. */
  outDir: string
  /** esbuild's own options out of `custom.esbuild`, with serverless-esbuild's defaults. */
  esbuild: BuildOptions
}

/** Bundles the handlers of the stack, and bundles again what changed. */
export class Bundler implements Bundles {
  readonly #settings: BundlerSettings
  #context: BuildContext<{ metafile: true; write: false }> | undefined
  #entries = new Map<string, string>()
  #files = new Map<string, string>()
  #inputs: ReadonlySet<string> = new Set()
  /** Bundles that the last write replaced. A worker may still be importing them; the next write removes them. */
  #replaced: string[] = []

  constructor(settings: BundlerSettings) {
    this.#settings = settings
  }

  get taskRoot(): string {
    return this.#settings.outDir
  }

  /** The source files that the bundles are made of, packages left out. */
  get inputs(): ReadonlySet<string> {
    return this.#inputs
  }

  fileOf(handler: string): string {
    const file = this.#files.get(withoutExport(handler))
    if (!file) throw new Error(`${handler} is not bundled`)
    return file
  }

  /** Bundles these handlers from now on. Returns those whose code is new. @throws BundleError; the last good bundles stay */
  async bundle(handlers: readonly string[]): Promise<Set<string>> {
    const entries = this.#findEntries(handlers)
    if (!sameKeys(entries, this.#entries)) {
      await this.#context?.dispose()
      this.#context = await context({ ...this.#options(), entryPoints: [...new Set(entries.values())] })
      this.#entries = entries
    }
    return this.rebuild(handlers)
  }

  /** Bundles again. Returns the handlers whose code changed. @throws BundleError; the last good bundles stay */
  async rebuild(handlers: readonly string[]): Promise<Set<string>> {
    const result = await this.#build()
    requireExports(handlers, result, (module) => this.#entries.get(module))
    this.#inputs = new Set(
      Object.keys(result.metafile.inputs)
        .filter((input) => !input.includes('node_modules/'))
        .map((input) => resolve(this.#settings.serviceDir, input)),
    )
    const changedModules = this.#write(result)
    return new Set(handlers.filter((handler) => changedModules.has(withoutExport(handler))))
  }

  async close(): Promise<void> {
    await this.#context?.dispose()
    rmSync(this.#settings.outDir, { recursive: true, force: true })
  }

  #options(): BuildOptions & { metafile: true; write: false } {
    const { esbuild, serviceDir, outDir } = this.#settings
    return {
      ...esbuild,
      absWorkingDir: serviceDir,
      outbase: serviceDir,
      outdir: outDir,
      metafile: true,
      write: false,
      logLevel: 'silent',
    }
  }

  #findEntries(handlers: readonly string[]): Map<string, string> {
    const entries = new Map<string, string>()
    const missing = new Set<string>()
    for (const module of handlers.map(withoutExport)) {
      const found = extensions.map((extension) => module + extension).find((file) => existsSync(this.#path(file)))
      if (found) entries.set(module, found)
      else missing.add(`handler ${module} does not exist: there is no ${module}.ts`)
    }
    if (missing.size > 0) throw new BundleError([...missing].join('\n'))
    return entries
  }

  async #build(): Promise<Result> {
    try {
      return (await this.#context?.rebuild()) as Result
    } catch (error) {
      const errors = (error as { errors?: Message[] }).errors
      if (!errors) throw error
      throw new BundleError(errors.map(inOneLine).join('\n'))
    }
  }

  /** Writes what is new. A new bundle gets a new name, as a module is only ever imported once. */
  #write({ outputFiles, metafile }: Result): Set<string> {
    const changed = new Set<string>()
    for (const file of this.#replaced.splice(0)) rmSync(dirname(file), { recursive: true, force: true })
    const outputs = new Map(outputFiles.map((output) => [output.path, output]))
    for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
      if (entryPoint === undefined) continue
      const output = outputs.get(this.#path(path))
      const module = [...this.#entries].find(([, entry]) => entry === entryPoint)?.[0]
      if (!output || module === undefined) continue

      const version = createHash('sha256').update(output.contents).digest('hex').slice(0, 12)
      const file = join(this.#settings.outDir, version, relative(this.#settings.outDir, output.path))
      const before = this.#files.get(module)
      if (before === file) continue
      if (before !== undefined) this.#replaced.push(before)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, output.contents)
      const map = outputs.get(`${output.path}.map`)
      if (map) writeFileSync(`${file}.map`, map.contents)
      this.#files.set(module, file)
      changed.add(module)
    }
    return changed
  }

  #path(file: string): string {
    return resolve(this.#settings.serviceDir, file)
  }
}

/** In serverless-esbuild's order. */
const extensions = ['.ts', '.js', '.jsx', '.tsx', '/index.ts', '/index.js']

const withoutExport = (handler: string) => handler.slice(0, handler.lastIndexOf('.'))

const sameKeys = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>) =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)

const inOneLine = ({ text, location }: Message) =>
  location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text

/** esbuild knows what an ES module exports; on Lambda a missing export fails only when the function is invoked. */
function requireExports(
  handlers: readonly string[],
  { metafile }: Result,
  entryOf: (module: string) => string | undefined,
) {
  const exportsOf = new Map(Object.values(metafile.outputs).map(({ entryPoint, exports }) => [entryPoint, exports]))
  const missing = handlers.filter((handler) => {
    const exports = exportsOf.get(entryOf(withoutExport(handler)))
    return exports && exports.length > 0 && !exports.includes(handler.slice(handler.lastIndexOf('.') + 1))
  })
  if (missing.length === 0) return
  const problems = missing.map((handler) => {
    const name = handler.slice(handler.lastIndexOf('.') + 1)
    return `handler ${handler} does not exist: ${entryOf(withoutExport(handler))} has no export ${name}`
  })
  throw new BundleError([...new Set(problems)].join('\n'))
}
