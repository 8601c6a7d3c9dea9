import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ready, stop } from '../../verify/deploy/emulator.ts'
import { freePort } from '../../verify/free-port.ts'
import { run } from '../../verify/run.ts'
import type { Peer } from './peer.ts'

export const ministackVersion = '1.5.33'

/**
 * MiniStack as fast as it goes: plain HTTP, no policies evaluated, state and objects kept on disk. The service is deployed onto it
 * by the Serverless CLI, once for a folder.
 * @param bin programs of the Python environment that holds it
 */
export async function startMiniStack(bin: string, folder: string): Promise<Peer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await mkdir(folder, { recursive: true })
  const log = openSync(join(folder, 'log'), 'a')
  const began = performance.now()
  const child = spawn(join(bin, 'ministack'), [], {
    cwd: folder,
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      PERSIST_STATE: '1',
      STATE_DIR: join(folder, 'state'),
      S3_PERSIST: '1',
      S3_DATA_DIR: join(folder, 's3'),
      LOG_LEVEL: 'WARNING',
    },
  })
  closeSync(log)
  await ready(url, child, join(folder, 'log'))
  const endpoint = performance.now() - began
  // What a killed one kept of it is what is measured then.
  const deployed = join(folder, 'deployed')
  if (!existsSync(deployed))
    await deploy(url, folder).catch(async (error) => {
      await stop(child)
      throw new Error(`${error.message}\n${(await readFile(join(folder, 'log'), 'utf8')).slice(-2_000)}`)
    })
  await writeFile(deployed, '')
  const service = performance.now() - began
  return { name: 'MiniStack', url, pid: child.pid ?? 0, startMs: { endpoint, service }, stop: () => stop(child) }
}

async function deploy(url: string, folder: string): Promise<void> {
  await run('npx', ['sls', 'deploy', '--stage', 'dev'], {
    cwd: '.',
    timeoutSeconds: 300,
    env: {
      PATH: process.env.PATH ?? '',
      NODE_OPTIONS: process.env.NODE_OPTIONS ?? '',
      HOME: folder,
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  })
}
