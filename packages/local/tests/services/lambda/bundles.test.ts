import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { BundleError, Bundler } from '../../../services/lambda/bundles.ts'

const esbuild = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  outExtension: { '.js': '.mjs' },
} as const

let serviceDir: string
let bundler: Bundler

beforeEach(() => {
  mkdirSync('.local', { recursive: true })
  serviceDir = mkdtempSync(join('.local', 'bundles-'))
  bundler = new Bundler({ serviceDir: join(process.cwd(), serviceDir), outDir: join(process.cwd(), serviceDir, 'out') })
  save('shared.ts', 'export const name: string = "shared"')
  save('steps/a.ts', `import { name } from '../shared.ts'\nexport const handler = async () => name + ' a'`)
  save('steps/b.ts', `export const handler = async () => 'b'`)
})
afterEach(async () => {
  await bundler.close()
  rmSync(serviceDir, { recursive: true })
})

function save(file: string, text: string) {
  mkdirSync(dirname(join(serviceDir, file)), { recursive: true })
  writeFileSync(join(serviceDir, file), text)
}

const handlers = ['steps/a.handler', 'steps/b.handler']

/** What the bundle of a handler holds, whichever chunk it is in. */
function codeOf(handler: string): string {
  const entry = readFileSync(bundler.fileOf(handler), 'utf8')
  const [, chunk] = entry.match(/from "\.\.\/(chunk-\w+\.mjs)"/) ?? []
  return chunk ? entry + readFileSync(join(bundler.taskRoot, chunk), 'utf8') : entry
}

test('handlers are bundled, and again when what they are made of changes', async () => {
  expect(await bundler.bundle(handlers, esbuild)).toEqual(new Set(handlers))
  expect(codeOf('steps/a.handler')).toContain('"shared"')

  save('shared.ts', 'export const name: string = "changed"')
  expect(await bundler.rebuild()).toEqual(new Set(['steps/a.handler']))
  expect(codeOf('steps/a.handler')).toContain('"changed"')
  expect(await bundler.rebuild()).toEqual(new Set())
})

test('the files that the bundles are made of are known', async () => {
  await bundler.bundle(handlers, esbuild)
  const files = ['shared.ts', 'steps/a.ts', 'steps/b.ts'].map((file) => join(process.cwd(), serviceDir, file))
  expect([...bundler.inputs].sort()).toEqual(files)
})

test('what is broken is told by its place, and the last good bundle stays', async () => {
  await bundler.bundle(handlers, esbuild)
  save('steps/a.ts', 'export const handler = async () => {\n  return 1 +\n}')

  await expect(bundler.rebuild()).rejects.toThrow(new BundleError('steps/a.ts:3:1: Unexpected "}"'))
  expect(codeOf('steps/a.handler')).toContain('"shared"')

  save('steps/a.ts', 'export const handler = async () => "mended"')
  expect(await bundler.rebuild()).toEqual(new Set(['steps/a.handler']))
  expect(codeOf('steps/a.handler')).toContain('"mended"')
})

const missing: [handler: string, message: string][] = [
  ['steps/c.handler', 'handler steps/c.handler does not exist: there is no steps/c.ts. Did you mean steps/a.handler?'],
  [
    'steps/a.hander',
    'handler steps/a.hander does not exist: steps/a.ts has no export hander. Did you mean steps/a.handler?',
  ],
]

test.each(missing)('a handler that does not exist keeps none of the others back: %s', async (handler, message) => {
  expect(await bundler.bundle([...handlers, handler], esbuild)).toEqual(new Set(handlers))
  expect(bundler.problems).toEqual(new Map([[handler, message]]))
  expect(codeOf('steps/a.handler')).toContain('"shared"')
})

test('a handler that does not bundle keeps none of the others back, and is bundled as soon as it does', async () => {
  save('steps/b.ts', `import missing from './missing.ts'\nexport const handler = async () => missing`)
  expect(await bundler.bundle(handlers, esbuild)).toEqual(new Set(['steps/a.handler']))
  expect(bundler.problems).toEqual(new Map([['steps/b.handler', 'steps/b.ts:1:21: Could not resolve "./missing.ts"']]))
  save('shared.ts', 'export const name: string = "changed"')
  expect(await bundler.rebuild()).toEqual(new Set(['steps/a.handler']))

  save('steps/missing.ts', 'export default "found"')
  expect(await bundler.rebuild()).toEqual(new Set(['steps/b.handler']))
  expect(bundler.problems).toEqual(new Map())
  expect(codeOf('steps/b.handler')).toContain('"found"')
})

test('a handler that was there and is gone is told of, and the last good bundle stays', async () => {
  await bundler.bundle(handlers, esbuild)
  rmSync(join(serviceDir, 'steps/b.ts'))

  await expect(bundler.rebuild()).rejects.toThrow('handler steps/b.handler does not exist: there is no steps/b.ts')
  expect(codeOf('steps/b.handler')).toContain('"b"')
})

test('a handler may be added and taken away', async () => {
  await bundler.bundle(['steps/a.handler'], esbuild)
  expect(await bundler.bundle(handlers, esbuild)).toEqual(new Set(['steps/b.handler']))
  expect(await bundler.bundle(['steps/b.handler'], esbuild)).toEqual(new Set())
})

test('what a plugin made up is no file that bundles are made of, and no obstacle to keeping them', async () => {
  save(
    'plugins.mjs',
    `export default [{
       name: 'made-up',
       setup({ onResolve, onLoad }) {
         onResolve({ filter: /^made:up$/ }, ({ path }) => ({ path, namespace: 'nowhere' }))
         onLoad({ filter: /./, namespace: 'nowhere' }, () => ({ contents: 'export default 1' }))
       },
     }]`,
  )
  save('steps/a.ts', `import one from 'made:up'\nexport const handler = async () => one`)
  const settings = { serviceDir: join(process.cwd(), serviceDir), outDir: join(process.cwd(), serviceDir, 'kept') }
  const keeping = new Bundler({ ...settings, keep: true })

  expect(await keeping.bundle(handlers, { ...esbuild, plugins: 'plugins.mjs' })).toEqual(new Set(handlers))
  expect([...keeping.inputs].map((file) => relative(settings.serviceDir, file))).toEqual(['steps/a.ts', 'steps/b.ts'])
  await keeping.close()
})

test('bundles that were kept are taken over until what they are made of changes', async () => {
  const settings = {
    serviceDir: join(process.cwd(), serviceDir),
    outDir: join(process.cwd(), serviceDir, 'kept'),
    keep: true,
  }
  const first = new Bundler(settings)
  await first.bundle(handlers, esbuild)
  const writtenAt = statSync(first.fileOf('steps/b.handler')).mtimeMs
  await first.close()

  const second = new Bundler(settings)
  expect(await second.bundle(handlers, esbuild)).toEqual(new Set(handlers))
  expect(second.fileOf('steps/b.handler')).toBe(first.fileOf('steps/b.handler'))
  expect(statSync(second.fileOf('steps/b.handler')).mtimeMs).toBe(writtenAt)
  expect([...second.inputs]).toEqual([...first.inputs])
  save('steps/b.ts', `export const handler = async () => 'rebuilt'`)
  expect(await second.rebuild()).toEqual(new Set(['steps/b.handler']))
  await second.close()

  save('steps/b.ts', `export const handler = async () => 'changed'`)
  const third = new Bundler(settings)
  await third.bundle(handlers, esbuild)
  expect(readFileSync(third.fileOf('steps/b.handler'), 'utf8')).toContain('"changed"')
  await third.close()
})

test('what a plugin says that it reads counts: a file that changes, and a folder that gets another file', async () => {
  save(
    'plugins.mjs',
    `import { readdirSync, readFileSync } from 'node:fs'
    import { join } from 'node:path'
    export default [{
       name: 'listing',
       setup({ onLoad }) {
         onLoad({ filter: /listing.ts$/ }, ({ path }) => {
           const folder = join(path, '../listed')
           const watchFiles = readdirSync(folder).map((file) => join(folder, file))
           const contents = JSON.stringify(watchFiles.map((file) => readFileSync(file, 'utf8')))
           return { contents, loader: 'json', watchFiles, watchDirs: [folder] }
         })
       },
     }]`,
  )
  save('listing.ts', 'export default []')
  save('listed/one.txt', 'first')
  save('steps/a.ts', `import listing from '../listing.ts'\nexport const handler = async () => listing`)
  const settings = { serviceDir: join(process.cwd(), serviceDir), outDir: join(process.cwd(), serviceDir, 'kept') }
  const bundled = async () => {
    const keeping = new Bundler({ ...settings, keep: true })
    await keeping.bundle(['steps/a.handler'], { ...esbuild, plugins: 'plugins.mjs' })
    await keeping.close()
    return { inputs: [...keeping.inputs], code: readFileSync(keeping.fileOf('steps/a.handler'), 'utf8') }
  }

  const { inputs, code } = await bundled()
  expect(inputs.map((file) => relative(settings.serviceDir, file)).sort()).toEqual([
    'listed',
    'listed/one.txt',
    'listing.ts',
    'steps/a.ts',
  ])
  expect(code).toContain('["first"]')
  save('listed/one.txt', 'changed')
  expect((await bundled()).code).toContain('["changed"]')
  save('listed/two.txt', 'added')
  expect((await bundled()).code).toContain('["changed", "added"]')
})
