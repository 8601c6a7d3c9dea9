import { join } from 'node:path'
import type { Json } from '@sfs3/asl'
import { Bundler, type BundlerSettings, type Bundles } from './bundles.ts'
import { CodeInPlace } from './code-in-place.ts'
import { forTypeScript } from './for-typescript.ts'
import { entryOf } from './handler-entries.ts'

/**
 * The code of the functions as `sls package` would package it: bundled where a plugin bundles it, else the files as they are; but
 * TypeScript, which Node of Lambda does not run, is bundled in any case.
 */
export class FunctionCode implements Bundles {
  readonly #serviceDir: string
  readonly #bundler: Bundler
  readonly #inPlace: CodeInPlace
  #layers: ReadonlyMap<string, string> = new Map()

  constructor(settings: BundlerSettings) {
    this.#serviceDir = settings.serviceDir
    this.#bundler = new Bundler(settings)
    this.#inPlace = new CodeInPlace(settings.serviceDir)
  }

  get runtimeFile(): string {
    return this.#bundler.runtimeFile
  }

  get taskRoot(): string {
    return this.#inPlace.handlers.length > 0 ? this.#serviceDir : this.#bundler.taskRoot
  }

  /** The source files, packages left out, and the folders that plugins of esbuild list. */
  get inputs(): ReadonlySet<string> {
    return new Set([...this.#bundler.inputs, ...this.#inPlace.inputs])
  }

  /** Why handlers have no code. */
  get problems(): ReadonlyMap<string, string> {
    return this.#bundler.problems
  }

  fileOf(handler: string): string {
    return this.#inPlace.handlers.includes(handler) ? this.#inPlace.fileOf(handler) : this.#bundler.fileOf(handler)
  }

  problemOf(handler: string): string | undefined {
    return this.#bundler.problems.get(handler)
  }

  folderOfLayer(arn: string): string | undefined {
    return this.#layers.get(arn)
  }

  /**
   * Makes this the code. Returns the handlers whose code is new.
   * @param esbuild options for esbuild; without any the service is not bundled
   * @param layers folder of each layer, from that of the service, by its ARN
   * @throws BundleError when code that was good is broken now; it stays
   */
  async load(
    handlers: readonly string[],
    esbuild: Readonly<Record<string, Json>>,
    layers: ReadonlyMap<string, string> = new Map(),
  ): Promise<Set<string>> {
    this.#layers = new Map([...layers].map(([arn, folder]) => [arn, join(this.#serviceDir, folder)]))
    const isBundled = 'bundle' in esbuild
    const asItIs = isBundled ? [] : handlers.filter((handler) => isJavaScript(entryOf(this.#serviceDir, handler)))
    const bundled = handlers.filter((handler) => !asItIs.includes(handler))
    const changed = await this.#bundler.bundle(bundled, isBundled ? esbuild : forTypeScript)
    return changed.union(await this.#inPlace.load(asItIs))
  }

  /** Looks at the sources again. Returns the handlers whose code is new. @throws BundleError: then all stays */
  async reload(): Promise<Set<string>> {
    const changed = await this.#bundler.rebuild()
    return changed.union(await this.#inPlace.load(this.#inPlace.handlers))
  }

  close(): Promise<void> {
    return this.#bundler.close()
  }
}

const isJavaScript = (file: string | undefined) => file !== undefined && /\.[cm]?js$/.test(file)
