import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unanswered } from './answer.ts'
import { apiClient, awsClients } from './clients.ts'
import { Crowd } from './crowd.ts'
import { approvals } from './load/approvals.ts'
import { callbacks } from './load/callbacks.ts'
import { drops } from './load/drops.ts'
import { checkExecutions, running } from './load/executions.ts'
import { items } from './load/items.ts'
import { jobs } from './load/jobs.ts'
import { maps } from './load/maps.ts'
import { messages } from './load/messages.ts'
import { objects } from './load/objects.ts'
import { processes } from './load/processes.ts'
import { schedules } from './load/schedules.ts'
import { type Options, optionsFrom, usage } from './options.ts'
import type { Phase, Scene } from './phase.ts'
import { Random } from './random.ts'
import { makeDisk } from './region/disk.ts'
import { choosePorts } from './region/ports.ts'
import { Region } from './region/region.ts'
import { Report } from './report.ts'
import { clockJumps } from './trouble/clock-jumps.ts'
import { damage } from './trouble/damage.ts'
import { disturbedEvents } from './trouble/disturbed-events.ts'
import { fullDisk } from './trouble/full-disk.ts'
import { killing } from './trouble/kills.ts'
import { readOnly } from './trouble/read-only.ts'
import { steady } from './trouble/steady.ts'
import type { World } from './world.ts'

/** In this order. Each is followed by a look at everything that was ever acknowledged. */
const phases: Readonly<Record<string, Phase>> = {
  kills: killing,
  disk: fullDisk,
  'read-only': readOnly,
  events: disturbedEvents,
  steady,
  clock: clockJumps,
  damage,
}

const settleSeconds = 120

async function main(options: Options): Promise<void> {
  const report = new Report(options.seed)
  const until = performance.now() + (options.minutes ?? 0) * 60_000
  for (let round = 0; round === 0 || performance.now() < until; round++) await runRound(options, round, report)
  report.print()
  process.exitCode = report.isGreen ? 0 : 1
}

async function runRound(options: Options, round: number, report: Report): Promise<void> {
  const random = new Random(options.seed + round)
  report.say(`round ${round + 1}, seed ${options.seed}`)
  const disk = makeDisk(options)
  report.say(
    disk.kind === 'tmpfs'
      ? 'the data is on a small tmpfs'
      : 'no tmpfs is mounted: the region is told to behave as on a full disk, and the read-only folder is left out',
  )
  const clockFile = join(disk.root, 'clock')
  writeFileSync(clockFile, '0')
  const ports = await choosePorts(new Random(process.pid))
  const region = new Region({ disk, ports, clockFile })
  const clients = awsClients(region.awsUrl)
  const end = () => {
    clients.destroy()
    region.endAll()
    if (options.keep) report.say(`the folder of this run: ${disk.root}`)
    else disk.remove()
    rmSync(join('.local', 'functions', String(ports.aws)), { recursive: true, force: true })
  }
  const interrupted = () => {
    end()
    process.exit(130)
  }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    region.start()
    if (!(await region.ready(180))) throw new Error(`the region does not start:\n${region.lines.slice(-20).join('\n')}`)
    const api = apiClient(region.apiUrl, () => region.apiKey)
    const world: World = { ...clients, api, random, accountId: '000000000000', region: 'us-east-1', clockJumped: false }
    const bucket = `sfs3-dev-data-${world.accountId}-${world.region}`
    const loads = [
      processes(world, bucket),
      ...[approvals, jobs, drops, objects, messages, items, schedules, maps, callbacks].map((load) => load(world)),
    ]
    for (const load of loads) await load.prepare?.()
    const crowd = new Crowd(loads)
    const scene: Scene = {
      ...{ region, disk, clockFile, world, loads, crowd, random },
      say: (line) => report.say(line),
      count: (what, by) => report.count(what, by),
      isKnown: (sentence) => report.isKnown(sentence),
    }
    for (const [name, phase] of Object.entries(phases)) {
      if (options.phases && !options.phases.includes(name)) continue
      report.begin(name)
      report.found(await phase(scene))
      if (name === 'damage') continue // It looks by itself, at copies.
      const open = await crowd.settle(() => running(world), settleSeconds)
      if (open !== undefined) report.found([`after ${settleSeconds} s ${open}`])
      for (const load of loads) report.found(await load.check())
      const { sentences, checked } = await checkExecutions(world, bucket)
      report.found(sentences)
      report.count('requests without an answer', unanswered.length)
      for (const what of unanswered.splice(0)) report.say(`no answer within 20 s: ${what}`)
      report.end(loads, checked)
    }
    for (const defect of crowd.defects)
      report.found([`the bench itself failed: ${defect instanceof Error ? defect.stack : defect}`])
    if (!region.hasEnded) await region.stop()
  } catch (error) {
    report.found([error instanceof Error ? (error.stack ?? error.message) : String(error)])
    report.say(`the region's last lines:\n${region.lines.slice(-15).join('\n')}`)
  } finally {
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
    end()
  }
}

const options = optionsFrom(process.argv.slice(2))
if (options === 'help') console.log(usage)
else await main(options)
