import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { verifyAnotherEmulator } from './another-emulator.ts'
import { verifyPage } from './browser.ts'
import { drawAll } from './recorded.ts'

/** The pictures of docs/console.md and of the README, by what they are called where they are taken. */
const inDocs = {
  precondition: 'execution',
  data: 'data',
  log: 'log',
  'process-data': 'process-data',
  'three-of-a-thousand': 'map',
  approve: 'approve',
  executions: 'executions',
  definition: 'definition',
  functions: 'functions',
  permissions: 'permissions',
}

const { values, positionals } = parseArgs({
  options: { pictures: { type: 'string' }, docs: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [folder] = positionals
if (folder !== undefined) {
  const drawn = drawAll(folder)
  const count = (what: string) => drawn.filter(({ drew }) => drew === what).length
  const bad = drawn.filter(({ problems }) => problems.length > 0)
  for (const { id, problems } of bad) console.error(`✗ ${id}: ${problems.join('; ')}`)
  console.log(
    `${bad.length === 0 ? '✓' : '✗'} ${drawn.length} recordings: ${count('history')} histories and ${count('definition')} definitions drawn, ${count('nothing')} without a definition that is one`,
  )
  if (bad.length > 0 || drawn.length === 0) process.exitCode = 1
}
const taken = values.docs ? mkdtempSync(join(tmpdir(), 'sfs3-pictures-')) : undefined
try {
  // Those of the docs are small: they are shown in a column of text.
  await verifyPage(taken ?? values.pictures, values.docs ? { width: 1180, height: 740 } : { width: 1440, height: 900 })
  if (taken !== undefined) {
    for (const [name, called] of Object.entries(inDocs))
      copyFileSync(join(taken, `${name}.png`), `docs/images/console-${called}.png`)
  }
  await verifyAnotherEmulator()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  if (taken !== undefined) rmSync(taken, { recursive: true, force: true })
}
