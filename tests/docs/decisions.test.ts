import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

const isPage = (file: string) => file !== 'README.md'

test('the index of decisions names every page, in order', () => {
  const index = readFileSync('docs/decisions/README.md', 'utf8')
  const named = [...index.matchAll(/^\| \[[\w-]+\]\(([\w-]+\.md)\)/gm)].map(([, file]) => file)

  expect(named).toEqual(readdirSync('docs/decisions').filter(isPage).sort())
})
