import { type FileHandle, open } from 'node:fs/promises'

/**
 * Brings what was written to one file or folder to the disk itself, so that not even a power failure takes it back. Those who
 * ask while a sync is under way share the next one, so that many writers cost little more than one.
 */
export class GroupedSync {
  readonly #path: string
  readonly #flags: 'r' | 'r+'
  #handle: Promise<FileHandle> | undefined
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  /** @param type a folder is opened for reading, as systems that can sync one want it; others leave it out */
  constructor(path: string, type: 'file' | 'folder' = 'file') {
    this.#path = path
    this.#flags = type === 'file' ? 'r+' : 'r'
  }

  /**
   * Resolves when all that was written before the call is on the disk. After an error of the disk it rejects until the file is
   * opened anew: the operating system may have thrown away what it could not write, and the next sync would say that all is well.
   * @see https://wiki.postgresql.org/wiki/Fsync_Errors
   */
  done(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined
      this.#running = this.#sync()
      return this.#running
    })
    return this.#next
  }

  async close(): Promise<void> {
    await this.#running.catch(() => {})
    await (await this.#handle?.catch(() => undefined))?.close()
  }

  async #sync(): Promise<void> {
    if (this.#flags === 'r' && process.platform === 'win32') return
    this.#handle ??= open(this.#path, this.#flags)
    await (await this.#handle).datasync()
  }
}
