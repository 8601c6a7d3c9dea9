import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { entryOf } from './handler-entries.ts'

/** Functions whose files run from where they are, as they would be zipped. */
export class CodeInPlace {
  readonly #serviceDir: string
  #files = new Map<string, string>()
  /** Stands for what each entry is made of, as far as it can be seen. */
  #versions = new Map<string, string>()
  inputs: ReadonlySet<string> = new Set()

  constructor(serviceDir: string) {
    this.#serviceDir = serviceDir
  }

  get handlers(): readonly string[] {
    return [...this.#files.keys()]
  }

  fileOf(handler: string): string {
    const file = this.#files.get(handler)
    if (file === undefined) throw new Error(`${handler} has no file`)
    return file
  }

  /** These are the handlers from now on. Returns those whose files are new. */
  async load(handlers: readonly string[]): Promise<Set<string>> {
    const entries = new Map(
      handlers.map((handler) => [handler, resolve(this.#serviceDir, entryOf(this.#serviceDir, handler) ?? handler)]),
    )
    const before = this.#versions
    const inputs = new Set<string>()
    this.#versions = new Map()
    for (const entry of new Set(entries.values())) {
      const files = await this.#importsOf(entry)
      for (const file of files) inputs.add(file)
      this.#versions.set(entry, hashOf(files))
    }
    this.#files = entries
    this.inputs = inputs
    return new Set(
      handlers.filter((handler) => {
        const entry = entries.get(handler) ?? ''
        return before.get(entry) !== this.#versions.get(entry)
      }),
    )
  }

  /** The file and what it imports of the service. What esbuild cannot follow, Node may. */
  async #importsOf(entry: string): Promise<string[]> {
    try {
      const { metafile } = await build({
        ...{ entryPoints: [entry], absWorkingDir: this.#serviceDir, outdir: '.local/nowhere' },
        ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent' },
        ...{ metafile: true, write: false },
      })
      return Object.keys(metafile.inputs).map((file) => resolve(this.#serviceDir, file))
    } catch {
      return [entry]
    }
  }
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}
