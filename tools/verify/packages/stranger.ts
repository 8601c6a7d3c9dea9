import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from '../until.ts'

export type Stranger = {
  apiUrl: string
  awsUrl: string
  /** What it has printed so far. */
  printed(): string
  /** Sends SIGTERM to it and to npx, as a terminal or supervisor ends a group of processes, and waits until all have ended. */
  stop(): Promise<void>
}

/** `npx sls local` in this folder, on free ports, until it says that it is ready. @throws Error with what it printed instead */
export async function startStranger(cwd: string, env: Record<string, string>): Promise<Stranger> {
  const ports = { SFS3_API_PORT: '0', SFS3_AWS_PORT: '0', SFS3_SAMPLE_PORT: '0', SFS3_CONSOLE_PORT: '0' }
  const child = spawn('npx', ['sls', 'local'], {
    cwd,
    env: { ...env, ...ports },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let printed = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  const ended = once(child, 'close')
  const end = () => {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGTERM')
  }
  // It is a group of its own, so what ends this process does not reach it.
  process.once('exit', end)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const stop = async () => {
    end()
    await ended
  }
  const urlOf = (name: string) => printed.match(new RegExp(`${name}\\s+(http://127\\.0\\.0\\.1:\\S+)`))?.[1] ?? ''
  try {
    await until(
      'the region to be ready',
      async () => {
        if (child.exitCode !== null) throw new Error('it ended')
        return printed.includes('ready in') ? true : undefined
      },
      60,
    )
  } catch (error) {
    await stop()
    throw new Error(`${(error as Error).message}\n${printed}`)
  }
  return { apiUrl: urlOf('API'), awsUrl: urlOf('AWS'), printed: () => printed, stop }
}
