import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repeat, startStatesServer } from './states-client.ts'

const roleArn = 'arn:aws:iam::000000000000:role/bench'
const waiting = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 86_400, End: true } } }
const passing = {
  StartAt: 'A',
  States: {
    A: { Type: 'Pass', Next: 'B' },
    B: { Type: 'Pass', Next: 'C' },
    C: { Type: 'Pass', Next: 'D' },
    D: { Type: 'Succeed' },
  },
}

/** What open executions cost: memory for each that waits, and the rate of others beside 10, 1,000 and 100,000 of them. */
export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sfs3-bench-'))
  const server = await startStatesServer(folder)
  try {
    const create = (name: string, definition: object) =>
      server.call('CreateStateMachine', { name, roleArn, definition: JSON.stringify(definition) })
    const [waiter, passer] = [await create('waiting', waiting), await create('passing', passing)]
    const run = async () => {
      const { stateMachineArn } = passer
      await server.call('StartExecution', { stateMachineArn })
    }
    await repeat(10, 3_000, run) // warm
    let before = (await server.usage()).bytes
    let already = 0
    for (const open of [10, 1_000, 100_000]) {
      const wait = async () => {
        await server.call('StartExecution', { stateMachineArn: waiter.stateMachineArn, input: '{"customer":"ann"}' })
      }
      for (let n = already; n < open; n += 50) await Promise.all(Array.from({ length: Math.min(50, open - n) }, wait))
      const { bytes, open: held } = await server.usage()
      const each = held > already ? (bytes - before) / (held - already) : 0
      const idle = await server.usage()
      const { done, perSecond } = await repeat(10, 3_000, run)
      const busy = await server.usage()
      const cpuMs = ((busy.cpuMs - idle.cpuMs) / done).toFixed(2)
      console.log(
        `${held} waiting: ${Math.round(bytes / 1e6)} MB, ${Math.round(each)} bytes for each more; beside them ${Math.round(perSecond)} starts/s, ${cpuMs} ms CPU each`,
      )
      already = held
      before = busy.bytes
    }
    const started = performance.now()
    await server.stop()
    const again = await startStatesServer(folder)
    console.log(
      `taken up again after a restart in ${Math.round(performance.now() - started)} ms: ${(await again.usage()).open}`,
    )
    await again.stop()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
