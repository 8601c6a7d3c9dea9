import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { BuildFailure, Plugin } from 'esbuild'

/** One mapping, of a column that no line has: esbuild ignores an empty map. */
const elsewhere = encodeURIComponent('{"version":3,"sources":["-"],"mappings":"+vw3+FAAA"}')
/** Source that stays out of source maps. */
const unmapped = (source: string) => `${source}\n//# sourceMappingURL=data:application/json,${elsewhere}`

/**
 * Lets esbuild drop the schemas of AWS operations that a function does not use. The SDK writes `{ [_hH]: … }` with
 * `const _hH = "httpHeader"` above; a computed key could have side effects, so esbuild keeps every schema that has one.
 */
const plainSchemaKeys: Plugin = {
  name: 'plain-schema-keys',
  setup({ onLoad }) {
    onLoad(
      { filter: /[/\\]@aws-sdk[/\\]client-[a-z0-9-]+[/\\]dist-es[/\\]schemas[/\\]schemas_0\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8')
        const constants = new Map(
          [...source.matchAll(/^const (\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]),
        )
        const contents = source.replace(/\[(\w+)\]:/g, (key, name) =>
          constants.has(name) ? `${constants.get(name)}:` : key,
        )
        return { contents: unmapped(contents) }
      },
    )
  },
}

/**
 * The SDK derives a class from `ReadableStream` for its prototype, in case a body is a web stream. Node loads web streams when
 * they are first named: with this plugin when such a body arrives, which in Node does not happen.
 */
const lateWebStreams: Plugin = {
  name: 'late-web-streams',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]ChecksumStream\.browser\.js$/ }, () => ({
      contents: unmapped('export const ChecksumStream = { get prototype() { return ReadableStream.prototype } }'),
    }))
  },
}

/** Each client imports all of its package.json to say its version. */
const versionsAlone: Plugin = {
  name: 'versions-alone',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]@aws-sdk[/\\]client-[a-z0-9-]+[/\\]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'))
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}

/**
 * Loads Node's modules as `require` does. For an `import` Node reads all their exports, also those that it would load when first
 * used: for `node:http` all of undici, which costs 40 ms and 3 MB.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:(crypto|fs|http|process)$/ }, ({ path }) => ({ path, namespace: 'builtin' }))
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }))
  },
}

/**
 * Keeps packages out of source maps: with `--enable-source-maps` Node reads the map of each module that it imports, which
 * would be 600 KB instead of 40. A stack frame in a package shows its place in the bundle. Bundles that are not written to
 * files keep their maps: nobody waits for them.
 */
const ownSourceMaps: Plugin = {
  name: 'own-source-maps',
  setup({ onLoad, initialOptions }) {
    if (initialOptions.write === false) return
    onLoad({ filter: /[/\\]node_modules[/\\].*\.[cm]?js$/ }, async ({ path }) => ({
      contents: unmapped(await readFile(path, 'utf8')),
    }))
  },
}

/**
 * Replaces the module that puts the contract together by its value as JSON: the bundle needs neither the schemas nor the folder
 * of the operations. The module runs again when one of its files has changed. See docs/decisions/contract-from-the-folder.md.
 */
const contractAsJson: Plugin = {
  name: 'contract-as-json',
  setup({ onLoad, esbuild, initialOptions: { absWorkingDir = process.cwd() } }) {
    let made = { of: '', contents: '' }
    onLoad({ filter: /[/\\]src[/\\]facade[/\\]openapi[/\\]document\.ts$/ }, async ({ path }) => {
      const built = await esbuild
        .build({
          ...{ absWorkingDir, entryPoints: [path], bundle: true, write: false, metafile: true, logLevel: 'silent' },
          ...{ platform: 'node', format: 'esm', packages: 'external' },
        })
        .catch((error: BuildFailure) => error)
      if (built instanceof Error) return { errors: built.errors }
      const { metafile, outputFiles } = built
      const [{ text: of } = { text: '' }] = outputFiles
      if (made.of !== of) made = { of, contents: JSON.stringify(await defaultExport(path)) }
      return {
        contents: made.contents,
        loader: 'json',
        watchFiles: Object.keys(metafile.inputs).map((file) => resolve(absWorkingDir, file)),
        watchDirs: [join(dirname(path), '../contract')],
      }
    })
  },
}

/** The default export of a module, from its sources as they are now: a new worker has no modules cached. */
async function defaultExport(file: string): Promise<unknown> {
  const script = `const { parentPort, workerData } = require('node:worker_threads')
    import(workerData).then((module) => parentPort.postMessage(module.default))`
  const worker = new Worker(script, { eval: true, workerData: pathToFileURL(file).href })
  const [value] = await once(worker, 'message')
  return value
}

export default [contractAsJson, plainSchemaKeys, lateWebStreams, versionsAlone, lazyBuiltins, ownSourceMaps]
