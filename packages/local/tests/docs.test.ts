import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

const samples = 'tools/verify/packages/service/tests'
const read = (file: string) => readFileSync(file, 'utf8')

test('the samples of docs/testing.md are the files that npm run verify -- packages runs', () => {
  const page = read('packages/local/docs/testing.md')

  for (const runner of ['node', 'jest'])
    expect(page).toContain(`\`\`\`js\n${read(`${samples}/${runner}.test.mjs`)}\`\`\``)
  // But for the order of its imports.
  const lines = (text: string) => text.split('\n').sort()
  const inVitest = read(`${samples}/jest.test.mjs`).replace('@jest/globals', 'vitest')
  expect(lines(read(`${samples}/vitest.test.mjs`))).toEqual(lines(inVitest))
})
