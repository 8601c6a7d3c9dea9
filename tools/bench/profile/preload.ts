/**
 * Loaded into the region's main thread before anything else. SIGUSR2 starts a CPU profile of that thread and of each worker, the
 * next one ends them and writes `SFS3_PROFILE_FILE`.
 */
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import type { Profiler } from 'node:inspector'
import { isMainThread } from 'node:worker_threads'
import { profileWorkers } from './workers.ts'

/** What is written: the profiles, and how many HTTP requests came meanwhile. */
export type Recording = { requests: number; threads: { name: string; profile: Profiler.Profile }[] }

/** Microseconds; shorter ones cost what they measure. */
export const samplingInterval = 500

const file = process.env.SFS3_PROFILE_FILE

if (isMainThread && file) {
  let requests = 0
  subscribe('http.server.request.start', () => requests++)

  let end: (() => Promise<Recording['threads']>) | undefined
  process.on('SIGUSR2', async () => {
    if (end) {
      const recording: Recording = { requests, threads: await end() }
      writeFileSync(file, JSON.stringify(recording))
      return
    }
    end = await profileWorkers(samplingInterval)
    requests = 0
  })
}
