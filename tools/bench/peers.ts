import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { venv } from '../verify/venv.ts'
import { type Exactness, exactness } from './peers/exactness.ts'
import { killAndStartAgain, type Left } from './peers/kill.ts'
import { ministackVersion, startMiniStack } from './peers/ministack.ts'
import { aws, type Peer } from './peers/peer.ts'
import { processClient } from './peers/process-client.ts'
import { residentMiB } from './peers/process-tree.ts'
import { startOurs } from './peers/region.ts'
import { pass } from './start-execution.ts'
import { repeat } from './states-client.ts'

const recordings = process.env.SFS3_ASL_CONFORMANCE ?? '../shared/asl-conformance'

/** What is measured of one. Times in milliseconds. */
type Measured = {
  startMs: Peer['startMs']
  processMs: number[]
  fiftyMs: number[]
  /** Of all that were started fifty at once. */
  failed: number
  perSecond: number[]
  residentMiB: number
  left: Left
  exactness: Exactness | undefined
}

/** The same work on this region and on MiniStack, in turns, by the same clients on the same machine: one table. */
export async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sfs3-peers-'))
  const running = new Set<Peer>()
  try {
    const bin = await venv(join(folder, 'python'), [`ministack==${ministackVersion}`])
    const starters = [startOurs, (data: string) => startMiniStack(bin, data)]
    const peers = []
    for (const [index, start] of starters.entries()) {
      const again = () => start(join(folder, String(index)))
      const peer = await again()
      running.add(peer)
      console.error(`${peer.name} runs`)
      peers.push({
        peer,
        again,
        measured: {
          startMs: peer.startMs,
          processMs: [],
          fiftyMs: [],
          failed: 0,
          perSecond: [],
        } as unknown as Measured,
      })
    }
    for (let round = 0; round < 3; round++)
      for (const { peer, measured } of peers) {
        console.error(`round ${round + 1}: ${peer.name}`)
        await processes(peer, measured, round === 0)
        measured.perSecond.push(await fourStates(peer))
      }
    for (const { peer, again, measured } of peers) {
      measured.residentMiB = residentMiB(peer.pid)
      measured.exactness = existsSync(recordings) ? await exactness(peer, recordings) : undefined
      console.error(`kill -9: ${peer.name}`)
      const [left, next] = await killAndStartAgain(peer, again)
      running.delete(peer)
      running.add(next)
      measured.left = left
    }
    const [ours, theirs] = peers.map(({ measured }) => measured)
    if (ours && theirs) print(ours, theirs)
  } finally {
    for (const peer of running) await peer.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function processes(peer: Peer, measured: Measured, cold: boolean): Promise<void> {
  const run = processClient(peer)
  if (cold) for (let i = 0; i < 10; i++) await run()
  for (let i = 0; i < 20; i++) measured.processMs.push(await run())
  const began = performance.now()
  const failures = await Promise.all(
    Array.from({ length: 50 }, () =>
      run(50).then(
        () => 0,
        () => 1,
      ),
    ),
  )
  measured.failed += failures.reduce<number>((sum, one) => sum + one, 0)
  measured.fiftyMs.push(performance.now() - began)
}

/** StartExecution … SUCCEEDED a second, ten clients. */
async function fourStates(peer: Peer): Promise<number> {
  const sfn = new SFNClient(aws(peer))
  const roleArn = 'arn:aws:iam::000000000000:role/bench'
  const machine = { name: 'four-states', definition: JSON.stringify(pass), roleArn }
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand(machine))
  const run = async () => {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"customer":"ann"}' }))
    while ((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status === 'RUNNING');
  }
  await repeat(10, 1_000, run) // warm
  return (await repeat(10, 3_000, run)).perSecond
}

function print(ours: Measured, theirs: Measured) {
  console.log(`${new Date().toISOString().slice(0, 10)}, Node.js ${process.version}, ${cpus().length} CPUs\n`)
  row('', 'sfs3', `MiniStack ${ministackVersion}`, 'ratio')
  row('---', '---', '---', '---')
  const times = (what: string, of: (measured: Measured) => number, unit: 'ms' | 's') => {
    const shown = (ms: number) => (unit === 'ms' ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`)
    row(what, shown(of(ours)), shown(of(theirs)), (of(theirs) / of(ours)).toFixed(1))
  }
  times('start until the AWS endpoint answers', ({ startMs }) => startMs.endpoint, 's')
  times('start until the service runs on it', ({ startMs }) => startMs.service, 's')
  times('the six-step process, warm, p50', ({ processMs }) => median(processMs), 'ms')
  times('50 of them at once, all done', ({ fiftyMs }) => median(fiftyMs), 's')
  row('of these 150, failed', ...[ours, theirs].map(({ failed }) => String(failed)), '')
  const rate = ({ perSecond }: Measured) => median(perSecond)
  const memory = ({ residentMiB: held }: Measured) => held
  row(
    'a machine of four states, 10 clients',
    `${rate(ours).toFixed(0)}/s`,
    `${rate(theirs).toFixed(0)}/s`,
    (rate(ours) / rate(theirs)).toFixed(1),
  )
  row(
    'memory afterwards, all processes',
    `${memory(ours).toFixed(0)} MiB`,
    `${memory(theirs).toFixed(0)} MiB`,
    (memory(theirs) / memory(ours)).toFixed(1),
  )
  const kept = (what: string, of: (left: Left) => number) =>
    row(`${what} after \`kill -9\``, ...[ours, theirs].map(({ left }) => `${of(left)} of ${left.of}`), '')
  kept('objects that are there', ({ objects }) => objects)
  kept('executions that end', ({ executions }) => executions)
  if (!ours.exactness || !theirs.exactness) return
  const share = (what: string, of: (exact: Exactness) => string) =>
    row(what, ...[ours, theirs].map(({ exactness: exact }) => (exact ? of(exact) : '')), '')
  share('executions recorded on AWS: same result', ({ sameResult, cases }) => `${sameResult} of ${cases}`)
  share('those with a history: same events', ({ sameEvents, withHistory }) => `${sameEvents} of ${withHistory}`)
}

const row = (...cells: string[]) => console.log(`| ${cells.join(' | ')} |`)
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
