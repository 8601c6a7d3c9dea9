import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { run } from '../run.ts'

const file = process.env.SFS3_CHROMIUM || '/usr/bin/chromium'

/**
 * Starts the system's Chromium, or the one that `SFS3_CHROMIUM` names; in CI it is installed if it is missing. To it the name
 * `evil.example` is an address of this machine, which is what a page can make of its own name.
 * @throws Error when there is none
 */
export async function startChromium(): Promise<Browser> {
  if (!existsSync(file) && process.env.CI) await installChromium()
  if (!existsSync(file)) throw new Error(`there is no ${file}: install Chromium, or name one in SFS3_CHROMIUM`)
  return chromium.launch({
    executablePath: file,
    args: ['--no-sandbox', '--host-resolver-rules=MAP evil.example 127.0.0.1'],
  })
}

async function installChromium(): Promise<void> {
  const surroundings = { cwd: '.', env: process.env as Record<string, string>, timeoutSeconds: 600 }
  await run('apt-get', ['update', '-qq'], surroundings)
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], surroundings)
}
