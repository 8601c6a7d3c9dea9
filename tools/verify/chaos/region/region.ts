import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Disk } from './disk.ts'

export type Ports = { api: number; aws: number; sample: number; console: number }

/** How many times faster than the clock the region's waits and schedules are. */
export const timeScale = 4

export type RegionSettings = { disk: Disk; ports: Ports; clockFile: string }

/** The region as `npm start` runs it, in a process group of its own. */
export class Region {
  readonly dataDir: string
  readonly apiUrl: string
  readonly awsUrl: string
  readonly #settings: RegionSettings
  #child: ChildProcess | undefined
  /** The last lines that it printed. */
  lines: string[] = []

  constructor(settings: RegionSettings) {
    const { disk, ports } = settings
    this.#settings = settings
    this.dataDir = join(disk.folder, 'data')
    this.apiUrl = `http://127.0.0.1:${ports.api}/dev`
    this.awsUrl = `http://127.0.0.1:${ports.aws}`
  }

  /** @param disturbed the seed, for a region whose events are disturbed */
  start({ disturbed, dataDir = this.dataDir }: { disturbed?: number; dataDir?: string } = {}): void {
    const { disk, ports, clockFile } = this.#settings
    this.lines = []
    const preloaded = ['clock.mjs', 'quota.mjs'].map((name) => `--import ${join(import.meta.dirname, name)}`).join(' ')
    const program =
      disturbed === undefined
        ? ['packages/local/launch.cjs']
        : [join(import.meta.dirname, 'disturbed.ts'), dataDir, String(disturbed)]
    const child = spawn(process.execPath, program, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        TMPDIR: disk.temporary,
        NODE_OPTIONS: `--conditions=sfs3-source ${preloaded} --disable-warning=ExperimentalWarning`,
        CHAOS_CLOCK: clockFile,
        ...(disk.fullFile !== undefined && { CHAOS_FULL: disk.fullFile }),
        SFS3_DATA_DIR: dataDir,
        SFS3_TIME_SCALE: String(timeScale),
        SFS3_API_PORT: String(ports.api),
        SFS3_AWS_PORT: String(ports.aws),
        SFS3_SAMPLE_PORT: String(ports.sample),
        SFS3_CONSOLE_PORT: String(ports.console),
      },
    })
    const keep = (text: string) => {
      this.lines.push(...text.split('\n').filter(Boolean))
      this.lines.splice(0, this.lines.length - 400)
    }
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    this.#child = child
  }

  get exitCode(): number | null | undefined {
    return this.#child?.exitCode
  }

  get hasEnded(): boolean {
    return !this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Why it ended: the line that says so, or the last ones. */
  get lastWords(): string {
    const own = this.lines.findLast((line) => line.startsWith('sfs3:'))
    return own ?? this.lines.slice(-25).join('\n')
  }

  get apiKey(): string {
    try {
      return /^APIKEY='(.*)'$/m.exec(readFileSync(join(dirname(this.dataDir), 'env'), 'utf8'))?.[1] ?? ''
    } catch {
      return ''
    }
  }

  /** Resolves when it answers; with false when it has ended instead. @throws Error when it does neither */
  async ready(timeoutSeconds = 90): Promise<boolean> {
    for (const until = performance.now() + timeoutSeconds * 1000; performance.now() < until; await sleep(50)) {
      if (this.hasEnded) return false
      if (await this.#answers()) return true
    }
    throw new Error(`the region did not answer within ${timeoutSeconds} s:\n${this.lines.slice(-20).join('\n')}`)
  }

  /** Requests that come while it starts wait for it. */
  async #answers(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.awsUrl}/chaos-nothing`, { signal: AbortSignal.timeout(5_000) })
      await answer.arrayBuffer()
      return answer.status !== 503
    } catch {
      return false
    }
  }

  /** kill -9 of the region alone, or of all that it started. */
  async kill(whom: 'alone' | 'group'): Promise<void> {
    const { pid } = this.#child ?? {}
    if (pid === undefined || this.hasEnded) return
    await this.#signal(whom === 'group' ? -pid : pid, 'SIGKILL')
  }

  async stop(): Promise<void> {
    const { pid } = this.#child ?? {}
    if (pid === undefined || this.hasEnded) return
    await this.#signal(pid, 'SIGTERM')
  }

  /** The last resort, when the bench ends. */
  endAll(): void {
    const { pid } = this.#child ?? {}
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }

  async #signal(pid: number, signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child) return
    const ended = once(child, 'exit')
    process.kill(pid, signal)
    const timer = setTimeout(() => this.endAll(), 20_000)
    await ended
    clearTimeout(timer)
  }

  /** Memory in MiB and open descriptors of the region itself. Undefined where there is no /proc. */
  usage(): { mebibytes: number; descriptors: number } | undefined {
    const proc = `/proc/${this.#child?.pid}`
    if (!existsSync(`${proc}/fd`)) return undefined
    const rss = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`${proc}/status`, 'utf8'))?.[1]
    return { mebibytes: Math.round(Number(rss) / 1024), descriptors: readdirSync(`${proc}/fd`).length }
  }
}
