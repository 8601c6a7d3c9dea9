import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The system's Chromium, without a window and without its own talk to the internet. @throws Error when there is none and none can be installed */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: installed() ?? install(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

function installed(): string | undefined {
  return [process.env.CHROMIUM ?? '', ...known].find((file) => file !== '' && existsSync(file))
}

function install(): string {
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']])
    spawnSync('apt-get', args, { stdio: 'ignore' })
  const file = installed()
  if (file === undefined) throw new Error('there is no Chromium: install it, or name it with CHROMIUM=<file>')
  return file
}
