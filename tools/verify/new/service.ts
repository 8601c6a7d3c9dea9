import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from '../until.ts'

/** `npm start` in a folder, on free ports, until it says that it is ready. @throws Error with what it printed instead */
export async function startService(cwd: string, env: Record<string, string>): Promise<{ stop(): Promise<void> }> {
  const ports = { SFS3_API_PORT: '0', SFS3_AWS_PORT: '0', SFS3_SAMPLE_PORT: '0', SFS3_CONSOLE_PORT: '0' }
  const child = spawn('npm', ['start'], { cwd, env: { ...env, ...ports }, stdio: 'pipe', detached: true })
  let printed = ''
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  const ended = once(child, 'close')
  /** It is a group of its own, so that what npm starts ends with it. */
  const end = () => {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGTERM')
  }
  process.once('exit', end)
  const stop = async () => {
    end()
    await ended
  }
  const ready = async () => {
    if (child.exitCode !== null) throw new Error('npm start ended')
    return printed.includes('ready in') ? true : undefined
  }
  try {
    await until('npm start to be ready', ready, 120)
    return { stop }
  } catch (error) {
    await stop()
    throw new Error(`${(error as Error).message}\n${printed}`)
  }
}
