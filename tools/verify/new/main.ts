/**
 * Follows docs/your-own-workflow.md in a copy of the project, command by command, then makes workflows with every option there is
 * and sees all that holds for the service hold for them; then makes a service of one's own. Ends with 1 at the first thing that is
 * not as it should be.
 */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyProject } from '../deploy/project-copy.ts'
import { run } from '../run.ts'
import { step } from '../step.ts'
import { strangersEnvironment } from '../strangers-environment.ts'
import { verifyOwnService } from './own-service.ts'
import { writePatterns } from './patterns.ts'
import { startService } from './service.ts'

/** Commands of the page that are run elsewhere: by `.ci/run` in the repository itself, by `npm run verify -- deploy`. */
const elsewhere = ['npm ci', 'npx sls deploy --stage dev']

/** The workflows that are made, the one of the page first. */
const made = ['refund', 'gift-card', 'quote', 'parcel']

/** Tests of these workflows, and those that look at every workflow of the service. */
const affected = `${made.join('|')}|notify|tests/(architecture|checked-files|definitions|dependencies|deploy|facade|function-bundles|resources)|end-to-end/facade`

const elsewhereFolder = await mkdtemp(join(tmpdir(), 'sfs3-verify-service-'))
const project = await mkdtemp(join(tmpdir(), 'sfs3-verify-new-'))
const env: Record<string, string> = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? project, CI: '1' }
const shell = (script: string) =>
  run('bash', ['-euo', 'pipefail', '-c', script], { cwd: project, env, timeoutSeconds: 900 })

try {
  await step('copy the project', async () => {
    await copyProject(project)
    await shell('git init --quiet && git add --all')
  })
  const page = await readFile('docs/your-own-workflow.md', 'utf8')
  for (const [, block = ''] of page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)) {
    const commands = block.split('\n').filter((line) => line !== '' && !elsewhere.includes(line))
    if (commands[0] === 'npm start') continue // with the block after it, which speaks to it
    await step<unknown>(commands.join('; '), () =>
      block.startsWith('. .local/env') ? answered(block, page) : shell(commands.join('\n')),
    )
  }

  await step('a workflow with everything, an express one, more steps and a route', async () => {
    await shell(`
      npm run new -- workflow gift-card --approval --schedule 'rate(1 hour)' --on-upload
      npm run new -- workflow quote --express --steps price
      npm run new -- workflow parcel --approval --steps send
      npm run new -- step gift-card weigh --after check
    `)
  })
  await step('npm run check', () => shell('npm run check'))
  await step('types and lint of the code in docs/patterns', async () => {
    await writePatterns(project)
    await shell('npx tsc && npx biome check')
    await shell('git clean --quiet --force -- $(cat .patterns) .patterns')
  })
  // The other tests are of what no workflow of these can change, and run in the repository itself.
  await step(`npm test -- ${affected}`, () => shell(`npm test -- --silent '${affected}'`))
  await step(`npm run verify -- permissions ${made.join(' ')}`, () =>
    shell(`npm run verify -- permissions ${made.join(' ')}`),
  )
  await verifyOwnService(elsewhereFolder, strangersEnvironment())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  for (const folder of [project, elsewhereFolder]) await rm(folder, { recursive: true, force: true })
}

/** Runs commands against the service, and finds in what they print what the page says that they do. */
async function answered(block: string, page: string) {
  const service = await startService(project, env)
  try {
    const printed = await shell(block)
    const [, example = ''] = /^```json\n(.*)\n```$/m.exec(page) ?? []
    assert.match(printed, /"status":"SUCCEEDED"/)
    assert.ok(printed.endsWith(example), printed)
  } finally {
    await service.stop()
  }
}
