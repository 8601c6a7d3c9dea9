import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the region keeps its data: a small file system of its own where that can be had. */
export type Disk = {
  /** Everything of this run is below it. */
  root: string
  /** On the small file system. */
  folder: string
  temporary: string
  /** How it was made, for the report. */
  kind: 'tmpfs' | 'quota'
  /** While this file exists, a region on a plain folder behaves as if its disk were full. */
  fullFile: string | undefined
  /** Takes what room there is, but for so many bytes. */
  fill(leaving: number): void
  free(): void
  /** False where that cannot be done. No process may have files of it open. */
  setReadOnly(readOnly: boolean): boolean
  remove(): void
}

const size = '384m'

/** A tmpfs where the bench may mount one, else a plain folder whose region can be told that it is full. */
export function makeDisk({ mayMount = true } = {}): Disk {
  const root = mkdtempSync(join(tmpdir(), 'sfs3-chaos-'))
  const folder = join(root, 'disk')
  const temporary = join(root, 'tmp')
  mkdirSync(folder)
  mkdirSync(temporary)
  const isMounted = mayMount && run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'sfs3-chaos', folder)
  const fullFile = join(root, 'full')
  const filler = join(folder, 'filler')
  return {
    root,
    folder,
    temporary,
    kind: isMounted ? 'tmpfs' : 'quota',
    fullFile: isMounted ? undefined : fullFile,
    fill(leaving) {
      if (!isMounted) return writeFileSync(fullFile, '')
      const { bavail, bsize } = statfsSync(folder)
      const bytes = Math.max(bavail * bsize - leaving, 0)
      const chunk = Buffer.alloc(1024 * 1024)
      writeFileSync(filler, '')
      for (let left = bytes; left > 0; left -= chunk.length) {
        try {
          writeFileSync(filler, chunk.subarray(0, Math.min(left, chunk.length)), { flag: 'a' })
        } catch {
          break // It is full.
        }
      }
    },
    free() {
      if (!isMounted) return rmSync(fullFile)
      truncateSync(filler, 0)
      rmSync(filler, { force: true })
    },
    setReadOnly: (readOnly) => isMounted && run('mount', '-o', `remount,${readOnly ? 'ro' : 'rw'}`, folder),
    remove() {
      if (isMounted && !run('umount', folder)) run('umount', '-l', folder)
      rmSync(root, { recursive: true, force: true })
    },
  }
}

const run = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0
