import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { region } from './cloudformation/pseudo-parameters.ts'
import { listening } from './ports.ts'

/** Ends a process with the one that started it, even if that is killed. */
const withParent = `data:text/javascript,${encodeURIComponent('process.on("disconnect", () => process.exit()); process.channel.unref()')}`

export type SampleService = { url: string; stop(): Promise<void> }

/**
 * Runs `sample-service/` as the process of its own that it is anywhere else.
 * @param environment its settings: endpoints and API key. Nothing of the shell is inherited
 * @throws PortTaken
 */
export async function startSampleService(
  file: string,
  environment: Record<string, string>,
  port: number,
  print: (line: string) => void,
): Promise<SampleService> {
  const developer = { AWS_REGION: region, AWS_ACCESS_KEY_ID: 'developer', AWS_SECRET_ACCESS_KEY: 'local' }
  const child = spawn(process.execPath, ['--import', withParent, file], {
    env: { NODE_OPTIONS: process.env.NODE_OPTIONS, ...environment, ...developer, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const url = await listening(port, 'SFS3_SAMPLE_PORT', urlOf(child, print))
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

/** It says where it listens on its first line, or why it does not. */
function urlOf(child: ChildProcess, print: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const hear = (line: string) => {
      const [url] = line.match(/http:\/\/127\.0\.0\.1:\d+/) ?? []
      if (line.includes('EADDRINUSE')) reject(Object.assign(new Error(line), { code: 'EADDRINUSE' }))
      else if (url && line.startsWith('sample service on')) resolve(url)
      else print(`sample-service ${line}`)
    }
    for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on('line', hear)
    child.once('exit', (exitCode) => reject(new Error(`the sample service ended with exit code ${exitCode}`)))
  })
}
