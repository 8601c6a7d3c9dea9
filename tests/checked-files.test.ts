import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { relative } from 'node:path'
import { expect, test } from '@jest/globals'

function output(command: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return stdout + stderr
}

/** What git tracks; in a copy without its history, what would be tracked. */
function tracked(extensions: string[]): string[] {
  const files = existsSync('.git')
    ? output('git', 'ls-files').split('\n').filter(existsSync)
    : globSync('**/*.*', { exclude: ['**/node_modules/**', '**/dist/**', '.*/**', 'coverage/**'] })
  return files.filter((file) => extensions.some((extension) => file.endsWith(extension)))
}

const typeScript = ['.ts', '.tsx', '.mts', '.cts']

test('npm run check type-checks every TypeScript file', () => {
  const listed = output('node_modules/.bin/tsc', '--listFilesOnly').split('\n')
  const compiled = new Set(listed.map((file) => relative('.', file)))

  expect(compiled.size).toBeGreaterThan(0)
  // Services in the styles of other people have settings of their own, and `npm run verify -- services` runs them.
  const ours = tracked(typeScript).filter((file) => !file.startsWith('packages/local/examples/'))
  expect(ours.filter((file) => !compiled.has(file))).toEqual([])
})

test('npm run check lints and formats every file of code', () => {
  const report = output('node_modules/.bin/biome', 'check', '--verbose', '--max-diagnostics=0')
  const checked = new Set([...report.matchAll(/^\s*- (\S+)$/gm)].map(([, file]) => file))

  expect(tracked([...typeScript, '.js', '.mjs', '.cjs']).filter((file) => !checked.has(file))).toEqual([])
})
