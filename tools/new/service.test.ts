import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { newService } from './service/new-service.ts'
import { skeletonFiles } from './service/skeleton.ts'

// That what is made installs, starts, is tested and packaged is seen by npm run verify -- new.

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-new-service-'))
  mkdirSync(join(folder, 'taken'))
  writeFileSync(join(folder, 'taken/README.md'), 'mine')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a new service has what workflows share, with its tests, and nothing of the examples', () => {
  const files = skeletonFiles('.')

  expect(files).toEqual(
    expect.arrayContaining([
      'serverless.yml',
      'resources/conventions.ts',
      'src/facade/routes/process-state.ts',
      'src/step.ts',
      'tests/step.test.ts',
      'tests/support/process-workflow.ts',
      'tools/new/index.ts',
    ]),
  )
  const ofExamples = /archive|approval\/|backup|waitable|place-order|routes\/start-|^packages|^sample-service|^steps/
  expect(files.filter((file) => ofExamples.test(file))).toEqual([])
})

test.each([
  [undefined, 'hello', undefined, 'Say where: node tools/new/service.ts ../my-service'],
  [
    'MyService',
    'hello',
    undefined,
    '"MyService" is no name for a service: use small letters, digits and single hyphens, beginning with a letter, 20 characters at most, such as "my-service".',
  ],
  ['taken', 'hello', undefined, 'taken is there already, and nothing was written: choose another folder.'],
  ['my-service', 'Hello', undefined, '"Hello" is no name for a workflow'],
  ['my-service', 'hello', 'taken', 'There is no sfs3-asl-….tgz in '],
])(
  'a folder %s, a workflow %s, packages %s: a sentence, and nothing is written',
  async (name, workflow, from, says) => {
    const packages = from && join(folder, from)
    const made = newService('.', name && join(folder, name), { workflow, packages })

    await expect(made).rejects.toThrow(says)
    expect(readdirSync(folder)).toEqual(['taken'])
  },
)
