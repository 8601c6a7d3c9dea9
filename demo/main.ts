import { parseArgs } from 'node:util'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { processWorkflow } from './process.ts'
import { startRegion } from './region.ts'
import { table } from './table.ts'
import type { Run, Workflow } from './workflow.ts'

const usage = `npm run demo [-- <workflow>…]

Runs the workflows in a local region of its own and shows each state as it ends.
Exit code 1 if anything ends otherwise than expected.`

const workflows: Record<string, Workflow> = { process: processWorkflow }

const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true })
const unknown = positionals.filter((name) => !(name in workflows))
if (values.help) console.log(usage)
else if (unknown.length) fail(`unknown workflow ${unknown.join(', ')}; there are ${Object.keys(workflows).join(', ')}`)
else await demo(positionals.length ? positionals : Object.keys(workflows)).catch((error: Error) => fail(error.message))

async function demo(names: string[]): Promise<void> {
  const region = await startRegion({ timeScale: 60, timeoutSeconds: 30 })
  try {
    const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' }
    const aws = { endpoint: region.AWS_ENDPOINT_URL, region: 'us-east-1', credentials }
    const stage = { region, sfn: new SFNClient(aws), s3: new S3Client(aws), print: (line: string) => console.log(line) }
    const runs: Run[] = []
    for (const name of names) for await (const run of workflows[name]?.(stage) ?? []) runs.push(run)

    const rows = runs.map((run) => [run.workflow, run.path.join(' → '), run.outcome, `${run.durationMs} ms`])
    console.log(`\n${table(['workflow', 'path', 'outcome', 'duration'], rows)}`)
    for (const run of runs)
      if (run.outcome !== run.expected) fail(`${run.workflow} ended ${run.outcome}, expected ${run.expected}`)
  } finally {
    await region.stop()
  }
}

function fail(why: string): void {
  console.error(`demo: ${why}`)
  process.exitCode = 1
}
