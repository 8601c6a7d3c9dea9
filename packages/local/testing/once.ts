import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'

/**
 * Does something that one process at a time may do; of tests that run at once the others wait, until `isDone` or until it is their turn.
 * @param marker a file that is there meanwhile; one that a dead process left does not count
 */
export async function once(marker: string, isDone: () => boolean, act: () => Promise<void>): Promise<void> {
  while (!isDone()) {
    if (!taken(marker)) {
      await after(50)
      continue
    }
    try {
      if (!isDone()) await act()
    } finally {
      rmSync(marker, { force: true })
    }
    return
  }
}

/** Whether the marker is ours now. */
function taken(marker: string): boolean {
  try {
    writeFileSync(marker, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isLeftOver(marker)) return false
    rmSync(marker, { force: true })
    return false
  }
}

function isLeftOver(marker: string): boolean {
  try {
    const pid = Number(readFileSync(marker, 'utf8'))
    return pid > 0 && !lives(pid)
  } catch {
    return false // It has just gone.
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
