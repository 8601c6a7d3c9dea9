import { parseArgs } from 'node:util'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SQSClient } from '@aws-sdk/client-sqs'
import { approvalWorkflow } from './approval.ts'
import { archiveWorkflow } from './archive.ts'
import { backupWorkflow } from './backup.ts'
import { caller } from './caller.ts'
import { countTable, requestsSoFar } from './count.ts'
import { processWorkflow } from './process.ts'
import { startDemoRegion } from './region.ts'
import { table } from './table.ts'
import { waitableWorkflow } from './waitable.ts'
import type { Run, Stage, Workflow } from './workflow.ts'

/** More would make timeouts shorter than a busy machine needs to start a function. */
const timeScale = 20

const workflows: Record<string, Workflow> = {
  process: processWorkflow,
  approval: approvalWorkflow,
  backup: backupWorkflow,
  waitable: waitableWorkflow,
  archive: archiveWorkflow,
}

const usage = `npm run demo [-- [--count] <workflow>…]

Runs the workflows (${Object.keys(workflows).join(', ')}) in a local region of its own, ${timeScale} times faster
than they are, and shows each state as it ends. --count adds what each workflow costs in AWS's units.
Exit code 1 if anything ends otherwise than expected.`

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean' }, count: { type: 'boolean' } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !(name in workflows))
if (values.help) console.log(usage)
else if (unknown.length) fail(`unknown workflow ${unknown.join(', ')}; there are ${Object.keys(workflows).join(', ')}`)
else await demo(positionals.length ? positionals : Object.keys(workflows)).catch((error: Error) => fail(error.message))

async function demo(names: string[]): Promise<void> {
  const region = await startDemoRegion({ timeScale })
  try {
    const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' }
    const aws = { endpoint: region.awsUrl, region: 'us-east-1', credentials }
    const stage: Stage = {
      sampleUrl: region.companions.sample ?? '',
      sfn: new SFNClient(aws),
      s3: new S3Client(aws),
      sqs: new SQSClient(aws),
      print: (line) => console.log(line),
      call: caller(region),
    }
    const runs: Run[] = []
    for (const name of names) {
      const [before, first] = [requestsSoFar(region), runs.length]
      for await (const run of workflows[name]?.(stage) ?? []) runs.push(run)
      if (values.count) console.log(`\n${countTable(before, requestsSoFar(region), runs.slice(first))}`)
    }

    const rows = runs.map((run) => [run.workflow, run.outcome, `${run.durationMs} ms`, run.path.join(' → ')])
    console.log(`\n${table(['workflow', 'outcome', 'duration', 'path'], rows)}`)
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
