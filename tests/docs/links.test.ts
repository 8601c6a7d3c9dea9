import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'

test('every link from a page of the documentation to a file leads to one', () => {
  const pages = globSync('{*.md,{docs,packages}/**/*.md}', { exclude: ['**/node_modules/**', '**/dist/**'] })
  const broken = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g)]
      .filter(([, target = '']) => !existsSync(join(dirname(page), target)))
      .map(([, target]) => `${page}: ${target}`),
  )

  expect(pages).toContain('README.md')
  expect(broken).toEqual([])
})
