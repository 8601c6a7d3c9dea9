import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { byCause } from './causes.ts'
import { httpAlone } from './floor.ts'
import type { Recording } from './preload.ts'

/**
 * Profiles `processes` runs one after the other and prints the CPU time of one by cause, main thread and functions apart, and
 * beside it what its HTTP requests cost alone.
 * @param file where the region writes its recording; it runs with `preload.ts`
 */
export async function reportProfile(pid: number, file: string, processes: number, run: () => Promise<unknown>) {
  process.kill(pid, 'SIGUSR2')
  await sleep(1_000)
  for (let i = 0; i < processes; i++) await run()
  process.kill(pid, 'SIGUSR2')
  const { requests, threads } = await recordingIn(file)

  const main = sumByCause(threads.filter(({ name }) => name === 'main'))
  const functions = sumByCause(threads.filter(({ name }) => name !== 'main'))
  console.log('\nms of CPU in one process, sampled  main thread   functions')
  const causes = [...new Set([...main.keys(), ...functions.keys()])]
  const total = (cause: string) => (main.get(cause) ?? 0) + (functions.get(cause) ?? 0)
  for (const cause of causes.toSorted((a, b) => total(b) - total(a))) line(cause, main.get(cause), functions.get(cause))
  line('all of it', sum(main), sum(functions))
  const each = Math.round(requests / processes)
  const alone = (await httpAlone(each * 50)) / 50
  console.log(`its ${each} HTTP requests alone, bare client and bare server: ${alone.toFixed(1)} ms`)

  function line(cause: string, onMain = 0, inFunctions = 0) {
    const columns = [onMain, inFunctions].map((ms) => (ms / processes).toFixed(1).padStart(12))
    console.log(`${cause.padEnd(34)}${columns.join('')}`)
  }
}

async function recordingIn(file: string): Promise<Recording> {
  for (let attempt = 0; attempt < 300; attempt++, await sleep(100)) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text.endsWith('}')) return JSON.parse(text) as Recording
  }
  throw new Error('the region wrote no profile')
}

function sumByCause(threads: Recording['threads']): Map<string, number> {
  const all = new Map<string, number>()
  for (const { profile } of threads)
    for (const [cause, ms] of byCause(profile)) all.set(cause, (all.get(cause) ?? 0) + ms)
  return all
}

const sum = (causes: Map<string, number>) => [...causes.values()].reduce((all, ms) => all + ms, 0)
