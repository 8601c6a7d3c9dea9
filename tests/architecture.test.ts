import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from '@jest/globals'

type Import = { file: string; target: string }

/** Every import below a folder: a path from the project's root for our own files, the specifier as written for packages. */
function importsBelow(folder: string): Import[] {
  return globSync(`${folder}/**/*.ts`, { exclude: ['**/node_modules/**', '**/tests/**', '**/testing/**'] }).flatMap(
    (file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => ({
        file,
        target: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
      })),
  )
}

const breaking = (folder: string, forbidden: RegExp) =>
  importsBelow(folder)
    .filter(({ target }) => forbidden.test(target))
    .map(({ file, target }) => `${file} imports ${target}`)

test.each(['src', 'steps', 'resources', 'sample-service'])('nothing in %s knows the local region', (folder) => {
  expect(importsBelow(folder)).not.toEqual([])
  expect(breaking(folder, /^(packages|tests|tools)\/|^@sfs3\/(asl|local)/)).toEqual([])
})

test('process data knows neither HTTP nor Lambda event shapes', () => {
  expect(breaking('src/process', /^src\/facade\/|^src\/step\.ts$|^steps\/|aws-lambda$|^node:http/)).toEqual([])
})

test('the facade and the steps do not know each other', () => {
  expect(breaking('src/facade', /^steps\/|^src\/step\.ts$/)).toEqual([])
  expect(breaking('steps', /^src\/facade\//)).toEqual([])
})

test('the sample service speaks to the facade over HTTP alone', () => {
  expect(breaking('sample-service', /^(src|steps|resources)\//)).toEqual([])
})

// node:vm is the watchdog that ends a regular expression which backtracks without end.
test('the engine is pure: it opens nothing, starts nothing, reads no clock', () => {
  expect(importsBelow('packages/asl')).not.toEqual([])
  expect(breaking('packages/asl', /^packages\/(?!asl\/)|^@sfs3\/|^node:(?!(crypto|vm)$)/)).toEqual([])
  const impure = globSync('packages/asl/**/*.ts', { exclude: ['**/tests/**'] }).filter((file) =>
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bprocess\./.test(
      readFileSync(file, 'utf8'),
    ),
  )
  expect(impure).toEqual([])
})
