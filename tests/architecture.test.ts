import { globSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import * as z from 'zod'
import { importCircles, importGraph, importsOf } from './support/import-graph.ts'

type Import = { file: string; target: string }

/** Every import below a folder, tests apart. */
function importsBelow(folder: string): Import[] {
  return globSync(`${folder}/**/*.{ts,tsx}`, {
    exclude: ['**/node_modules/**', '**/tests/**', '**/testing/**'],
  }).flatMap((file) => importsOf(file).map((target) => ({ file, target })))
}

const breaking = (folder: string, forbidden: RegExp) =>
  importsBelow(folder)
    .filter(({ target }) => forbidden.test(target))
    .map(({ file, target }) => `${file} imports ${target}`)

test.each(['src', 'steps', 'resources', 'sample-service'])('nothing in %s knows the local region', (folder) => {
  expect(importsBelow(folder)).not.toEqual([])
  expect(breaking(folder, /^(packages|tests|tools)\/|^@sfs3\/(asl|console|local)/)).toEqual([])
})

test('process data knows neither HTTP nor Lambda event shapes', () => {
  expect(
    breaking('src/process', /^src\/facade\/|^src\/(step|on-lambda|task)\.ts$|^steps\/|aws-lambda$|^node:http/),
  ).toEqual([])
})

test('a step knows neither AWS nor Lambda before onLambda', () => {
  const known = importsBelow('src').filter(({ file }) => file === 'src/step.ts')
  expect(known.filter(({ target }) => /aws|s3|on-lambda|environment/.test(target))).toEqual([])
})

test('the facade and the steps do not know each other', () => {
  expect(breaking('src/facade', /^steps\/|^src\/(step|on-lambda|task)\.ts$/)).toEqual([])
  expect(breaking('steps', /^src\/facade\//)).toEqual([])
})

test('the contract is imported by the route that serves it alone', () => {
  const importers = importsBelow('src').filter(({ file, target }) => {
    const openapi = /^src\/facade\/(contract|openapi)\//
    return openapi.test(target) && !openapi.test(file)
  })
  expect(importers.map(({ file }) => file)).toEqual(['src/facade/routes/open-api.ts'])
})

test('the typed client stands alone', () => {
  expect(importsBelow('packages/client')).not.toEqual([])
  expect(breaking('packages/client', /^(?!packages\/client\/|zod$)/)).toEqual([])
})

test('the sample service speaks to the facade over HTTP alone', () => {
  expect(breaking('sample-service', /^(src|steps|resources)\//)).toEqual([])
})

test('no file is in an import circle, not even of types', () => {
  expect(importCircles(importGraph())).toEqual([])
})

test('an import circle is found, however long it is, and a file that imports itself', () => {
  const graph = new Map([
    ['a', ['b', 'node:fs']],
    ['b', ['c']],
    ['c', ['b', 'd']],
    ['d', ['e']],
    ['e', ['d', 'f']],
    ['f', ['e']],
    ['g', ['g', 'a']],
  ])
  expect(importCircles(graph)).toEqual([['d', 'e', 'f'], ['b', 'c'], ['g']])
})

test('the engine imports nothing but itself and its own dependencies', () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync('packages/asl/package.json', 'utf8')))
  // node:vm is the watchdog that ends a regular expression which backtracks without end.
  const allowed = [...Object.keys(dependencies), 'node:crypto', 'node:vm']
  const isAllowed = (target: string) =>
    target.startsWith('packages/asl/') || allowed.some((name) => target === name || target.startsWith(`${name}/`))
  expect(importsBelow('packages/asl').filter(({ target }) => !isAllowed(target))).toEqual([])
})

test('the engine reads no clock, no environment, rolls no dice and starts no timer', () => {
  const impure = globSync('packages/asl/**/*.ts', { exclude: ['**/tests/**'] }).filter((file) =>
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bprocess\./.test(
      readFileSync(file, 'utf8'),
    ),
  )
  expect(impure).toEqual([])
})

test('the client knows neither the product nor the local region', () => {
  expect(importsBelow('packages/client')).not.toEqual([])
  expect(
    breaking('packages/client', /^(src|steps|resources|sample-service|tools|packages\/(?!client\/))|^@sfs3\//),
  ).toEqual([])
})

test('the console is a client of Step Functions alone', () => {
  expect(importsBelow('packages/console')).not.toEqual([])
  expect(breaking('packages/console', /^(?!packages\/console\/)\w+\/.*\.ts|^@sfs3\//)).toEqual([])
})

test('what the console draws is pure: no browser, no server, no clock', () => {
  const models = importsBelow('packages/console/model')
  expect(models).not.toEqual([])
  expect(breaking('packages/console/model', /^packages\/console\/(page|server)\/|^node:|^preact|^@aws-sdk/)).toEqual([])
})

test('the local region knows nothing of the product', () => {
  const imports = [...importGraph()].filter(([file]) => file.startsWith('packages/local/'))
  expect(imports).not.toEqual([])
  const product = /^(src|steps|resources|sample-service|contract|tests|tools)\//
  expect(
    imports.flatMap(([file, targets]) => targets.filter((t) => product.test(t)).map((t) => `${file} imports ${t}`)),
  ).toEqual([])
})
