import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { until } from '../until.ts'
import type { Stack } from './stack.ts'

/** The sample service as a child process that knows the deployed endpoints. */
export type SampleService = { url: string; stop: () => Promise<void> }

export async function startSampleService(
  project: string,
  port: number,
  { api, apiKey, outputs }: Stack,
  env: Record<string, string>,
): Promise<SampleService> {
  const child = spawn(process.execPath, [join(project, 'sample-service/server.ts')], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...env,
      PATH: process.env.PATH ?? '',
      NODE_OPTIONS: process.env.NODE_OPTIONS ?? '',
      PORT: String(port),
      APIKEY: apiKey,
      START_ENDPOINT: `${api}/start-process`,
      STATE_ENDPOINT: `${api}/process-state`,
      QUEUE_URL: outputs.PendingOrdersQueueUrl ?? '',
    },
  })
  const url = `http://127.0.0.1:${port}`
  await until('the sample service', async () => {
    if (child.exitCode !== null) throw new Error(`the sample service ended with ${child.exitCode}`)
    const answer = await fetch(url).catch(() => undefined)
    return answer && true
  })
  return { url, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  await closed
}
