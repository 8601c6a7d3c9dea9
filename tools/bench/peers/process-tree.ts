import { readFileSync } from 'node:fs'

/** A process and all that it started, as Linux tells it. */
export function processTree(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)
  return [pid, ...children.flatMap(processTree)]
}

/** Memory that a process and all that it started hold, in MiB. */
export function residentMiB(pid: number): number {
  const kilobytes = processTree(pid).map((one) => Number(read(`/proc/${one}/status`).match(/VmRSS:\s+(\d+)/)?.[1] ?? 0))
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024
}

/** `kill -9` of a process and all that it started. */
export function killTree(pid: number) {
  for (const one of processTree(pid))
    try {
      process.kill(one, 'SIGKILL')
    } catch {} // It ended by itself.
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
