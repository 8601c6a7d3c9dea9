import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

/** JavaScript for browsers, which has no types. */
const words: string = '../../sample-service/page/words.js'
const { nothingShown }: { nothingShown(beingLookedAt: number): string } = await import(words)

test.each([
  [0, 'Nothing waits.'],
  [
    1,
    'Nothing waits here, but 1 order is being looked at elsewhere. What is not answered is shown here within a minute.',
  ],
  [
    3,
    'Nothing waits here, but 3 orders are being looked at elsewhere. What is not answered is shown here within a minute.',
  ],
])('an empty page with %d orders in front of somebody else says so', (beingLookedAt, words) => {
  expect(nothingShown(beingLookedAt)).toBe(words)
})

test('everything that the page asks for by a name is on it', () => {
  const ids = [...readFileSync('sample-service/page/page.js', 'utf8').matchAll(/byId\('([\w-]+)'\)/g)].map(
    ([, id]) => id,
  )
  const page = readFileSync('sample-service/page/index.html', 'utf8')

  expect(ids).not.toEqual([])
  expect(ids.filter((id) => !page.includes(`id="${id}"`))).toEqual([])
})
