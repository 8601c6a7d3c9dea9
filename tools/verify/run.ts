import { spawn } from 'node:child_process'

/** Where and how a command runs: nothing of the developer's environment reaches it unless it is named here. */
export type Surroundings = { cwd: string; env: Record<string, string>; timeoutSeconds?: number }

/**
 * Runs a command to its end and gives what it printed on stdout.
 * @throws Error with the command and the last lines it printed, when it fails or takes longer than `timeoutSeconds`
 */
export function run(
  command: string,
  args: string[],
  { cwd, env, timeoutSeconds = 120 }: Surroundings,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutSeconds * 1000 })
    let stdout = ''
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      printed += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(stdout)
      const end = signal === 'SIGTERM' ? `took longer than ${timeoutSeconds} s` : `ended with ${code ?? signal}`
      const lines = printed.trimEnd().split('\n').slice(-60)
      const last = lines.map((line) => line.slice(0, 400)).join('\n')
      reject(new Error(`${[command, ...args].join(' ')} ${end}\n${last}`))
    })
  })
}
