import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseEnv } from 'node:util'
import * as z from 'zod'
import manifest from '../../package.json' with { type: 'json' }

const RegionEnv = z.object({
  API_URL: z.url(),
  APIKEY: z.string(),
  AWS_ENDPOINT_URL: z.url(),
  SAMPLE_URL: z.url(),
})

/** A local region of its own: free ports, an empty data folder, gone when stopped. */
export type BenchRegion = z.infer<typeof RegionEnv> & { pid: number; stop(): Promise<void> }

/**
 * Starts the local region as `npm start` does.
 * @throws Error with the region's own words when it is not ready within `timeoutSeconds`
 */
export async function startRegion(options: {
  timeScale: number
  timeoutSeconds: number
  /** Holds its data folder, and is kept; without one, a folder that is gone when it stops. */
  folder?: string
  /** Where the region writes a profile, see profile/preload.ts. */
  profile?: string
}): Promise<BenchRegion> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'sfs3-bench-')))
  await mkdir(folder, { recursive: true })
  await rm(join(folder, 'env'), { force: true })
  const free = { SFS3_API_PORT: '0', SFS3_AWS_PORT: '0', SFS3_SAMPLE_PORT: '0', SFS3_CONSOLE_PORT: '0' }
  const child = spawn('sh', ['-c', manifest.scripts.start], {
    env: {
      ...{ ...process.env, ...free, SFS3_DATA_DIR: join(folder, 'data'), SFS3_TIME_SCALE: String(options.timeScale) },
      ...(options.profile && {
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${join(import.meta.dirname, 'profile/preload.ts')}`,
        SFS3_PROFILE_FILE: options.profile,
      }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(String(chunk)))
  const stop = async () => {
    await end(child)
    if (!options.folder) await rm(folder, { recursive: true, force: true })
  }

  for (const deadline = Date.now() + options.timeoutSeconds * 1000; Date.now() < deadline; await sleep(25)) {
    if (child.exitCode !== null) break
    const env = RegionEnv.safeParse(parseEnv(await readFile(join(folder, 'env'), 'utf8').catch(() => '')))
    if (env.success) return { ...env.data, pid: child.pid ?? 0, stop }
  }
  await stop()
  throw new Error(`the local region did not start:\n${said.join('')}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
