import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const file = process.env.SFS3_CHROMIUM || '/usr/bin/chromium'

/**
 * Starts the system's Chromium, or the one that `SFS3_CHROMIUM` names. To it names that end in `.example` are
 * addresses of this machine, which is what a page can make of its own name.
 * @throws Error when there is none
 */
export async function startChromium(): Promise<Browser> {
  if (!existsSync(file))
    throw new Error(`there is no ${file}: install Chromium (apt-get install chromium), or name one in SFS3_CHROMIUM`)
  return chromium.launch({
    executablePath: file,
    args: ['--no-sandbox', '--host-resolver-rules=MAP *.example 127.0.0.1'],
  })
}
