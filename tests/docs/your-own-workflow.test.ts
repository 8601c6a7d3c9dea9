import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { cli } from '../../tools/new/cli.ts'

const page = readFileSync('docs/your-own-workflow.md', 'utf8')

// Its commands are run by npm run verify -- new.
test('the page has at most 80 lines, and names every option that makes a workflow', () => {
  const { stdout } = cli('.', ['--help'])
  const [, options = ''] = /workflow <name>.*\n([\s\S]*?)\n {2}step </.exec(stdout) ?? []

  expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(80)
  for (const [option] of options.matchAll(/--[\w-]+/g)) expect(page).toContain(option)
})
