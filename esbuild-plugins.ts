import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Plugin } from 'esbuild'

/** One mapping, of a column that no line has: esbuild takes an empty map for none. */
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
 * The SDK derives a class from `ReadableStream` to have its prototype, in case a body is a web stream. Node loads web streams
 * when they are first named: now when such a body comes, which in Node it does not.
 */
const lateWebStreams: Plugin = {
  name: 'late-web-streams',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]ChecksumStream\.browser\.js$/ }, () => ({
      contents: unmapped('export const ChecksumStream = { get prototype() { return ReadableStream.prototype } }'),
    }))
  },
}

/**
 * Node's modules as `require` gives them. For an `import` Node reads all that they export, also what it would load when first
 * used: all of undici with `node:http`, which costs 40 ms and 3 MB.
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
 * would be 600 KB and not 40. A frame in a package shows its place in the bundle. Bundles that are not written to files
 * are left as they are: nobody waits for their maps.
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
 * The contract as its value: the module that puts it together runs now, and the bundle has neither its schemas nor the folder
 * that it lists. It runs again when one of its files has changed.
 */
const contractAsJson: Plugin = {
  name: 'contract-as-json',
  setup({ onLoad, esbuild, initialOptions: { absWorkingDir = process.cwd() } }) {
    let made = { of: '', contents: '' }
    onLoad({ filter: /[/\\]src[/\\]facade[/\\]openapi[/\\]document\.ts$/ }, async ({ path }) => {
      const { metafile, outputFiles } = await esbuild.build({
        ...{ absWorkingDir, entryPoints: [path], bundle: true, write: false, metafile: true, logLevel: 'silent' },
        ...{ platform: 'node', format: 'esm', packages: 'external' },
      })
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

/** What a module exports as its sources are now: a worker has imported none of them yet. */
async function defaultExport(file: string): Promise<unknown> {
  const script = `const { parentPort, workerData } = require('node:worker_threads')
    import(workerData).then((module) => parentPort.postMessage(module.default))`
  const worker = new Worker(script, { eval: true, workerData: pathToFileURL(file).href })
  const [value] = await once(worker, 'message')
  return value
}

export default [contractAsJson, plainSchemaKeys, lateWebStreams, lazyBuiltins, ownSourceMaps]
