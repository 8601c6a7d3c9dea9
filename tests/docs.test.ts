import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'

const pages = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).trim().split('\n').filter(existsSync)

test('every relative link of a page leads to a file or a folder', () => {
  const broken = pages.flatMap((page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)\s#]+)/g)].map(([, link = '']) => link)
    return links.filter((link) => !existsSync(join(dirname(page), link))).map((link) => `${page}: ${link}`)
  })

  expect(pages).toContain('README.md')
  expect(broken).toEqual([])
})
