import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { compiledOnce } from '@sfs3/local/testing'
import { withPlugins } from '@sfs3/local/testing/functions'
import { build, type Metafile } from 'esbuild'
import { operations } from '../src/facade/openapi/document.ts'

// A new version of a package may move what esbuild-plugins.ts and `alias` look for. Nothing else would fail then.

const contract = 'src/facade/routes/open-api.ts'
const entryPoints = ['src/facade/routes/start-process.ts', 'steps/process/step-f.ts', contract]
let outdir: string
/** The bundles as they are packaged, by their files. */
let bundles: [file: string, Metafile['outputs'][string]][]

beforeAll(async () => {
  mkdirSync('.local', { recursive: true })
  outdir = mkdtempSync(join('.local', 'function-bundles-'))
  const { esbuild } = await compiledOnce(process.cwd())
  const { metafile } = await build({
    ...(await withPlugins(process.cwd(), esbuild)),
    entryPoints,
    outdir,
    metafile: true,
  })
  bundles = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('.mjs'))
}, 60_000)
afterAll(() => rmSync(outdir, { recursive: true }))

test('a function that uses S3 has 360 KB at most', () => {
  expect(bundles).toHaveLength(entryPoints.length)
  for (const [, { bytes }] of bundles) expect(bytes).toBeLessThan(360_000)
})

test('the contract is in its function as a value, without what it was made of', async () => {
  const [[file, { inputs }] = ['', { inputs: {} }]] = bundles.filter(([, { entryPoint }]) => entryPoint === contract)
  const made = /^src\/facade\/(contract|requests)\/|^src\/facade\/openapi\/(?!document\.ts$)/

  expect(Object.keys(inputs)).toContain('src/facade/openapi/document.ts')
  expect(Object.keys(inputs).filter((input) => made.test(input))).toEqual([])
  for (const { operationId } of operations) expect(readFileSync(file, 'utf8')).toContain(`"${operationId}"`)
})

test('what no function uses is left out', () => {
  const unused = /credential-provider-(sso|ini|process|web)|submodules\/event-streams|zod\/v4\/classic/
  for (const [, { inputs }] of bundles) expect(Object.keys(inputs).filter((input) => unused.test(input))).toEqual([])
})

test('what Node loads late is not loaded by an import', () => {
  for (const [file, { imports }] of bundles) {
    expect(imports.map(({ path }) => path)).not.toContain('node:http')
    expect(readFileSync(file, 'utf8')).not.toContain('typeof ReadableStream=="function"?ReadableStream')
  }
})

test('a source map leads to our code, and to none of packages', () => {
  for (const [file, { entryPoint }] of bundles) {
    const { sources }: { sources: string[] } = JSON.parse(readFileSync(`${file}.map`, 'utf8'))
    expect(sources).toContainEqual(expect.stringContaining(entryPoint as string))
    expect(sources.filter((source) => /node_modules.*js$/.test(source))).toEqual([])
  }
})
