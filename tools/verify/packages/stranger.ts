import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from '../until.ts'

export type Stranger = {
  apiUrl: string
  awsUrl: string
  /** Asks it to end, and gives its exit code. */
  stop(): Promise<number | null>
}

/** `npx sls local` in this folder, on free ports, until it says that it is ready. @throws Error with what it printed instead */
export async function startStranger(cwd: string, env: Record<string, string>): Promise<Stranger> {
  const ports = { SFS3_API_PORT: '0', SFS3_AWS_PORT: '0', SFS3_SAMPLE_PORT: '0' }
  const child = spawn('npx', ['sls', 'local'], { cwd, env: { ...env, ...ports }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    const [exitCode] = await ended
    return exitCode as number | null
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
  return { apiUrl: urlOf('API'), awsUrl: urlOf('AWS'), stop }
}
