/**
 * `npm run verify -- console [folder] [--pictures folder]`: everything recorded in the folder draws, then the page in Chromium against a region.
 * Ends with 1 when something is not as it should be.
 */
import { parseArgs } from 'node:util'
import { verifyAnotherEmulator } from './another-emulator.ts'
import { verifyPage } from './browser.ts'
import { drawAll } from './recorded.ts'

const { values, positionals } = parseArgs({ options: { pictures: { type: 'string' } }, allowPositionals: true })
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
try {
  await verifyPage(values.pictures)
  await verifyAnotherEmulator()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
