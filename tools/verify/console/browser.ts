import { mkdir } from 'node:fs/promises'
import { SFNClient } from '@aws-sdk/client-sfn'
import { startConsole } from '@sfs3/console/server'
import { startRegion } from '@sfs3/local/testing'
import { step } from '../step.ts'
import { acting } from './acts/acting.ts'
import { failing } from './acts/failing.ts'
import { looking } from './acts/looking.ts'
import { ordering } from './acts/ordering.ts'
import { regional } from './acts/regional.ts'
import { widths } from './acts/widths.ts'
import { launchChromium } from './chromium.ts'
import { play, scenes } from './scenes.ts'
import type { Stage } from './stage.ts'

/** The page against a region, as a reader uses it. @param pictures a folder for pictures of what was seen, if they are wanted */
export async function verifyPage(pictures: string | undefined, viewport: Stage['viewport']): Promise<void> {
  const region = await step('start the region', () => startRegion())
  const page = await startConsole({ endpoint: region.awsUrl, region: region.sdk.region, mayWrite: true, port: 0 })
  const browser = await launchChromium()
  const states = new SFNClient(region.sdk)
  const all = scenes(`${region.awsUrl}/000000000000/sfs3-dev-pending-orders.fifo`)
  const playScene = (name: string) => {
    const scene = all.find((one) => one.name === name)
    if (!scene) throw new Error(`there is no scene ${name}`)
    return play(states, scene, '-approval')
  }
  if (pictures !== undefined) await mkdir(pictures, { recursive: true })
  const stage: Stage = {
    browser,
    console: page.url,
    states,
    play: playScene,
    call: region.call,
    environment: region.environment,
    pictures,
    viewport,
  }
  try {
    for (const [what, act] of Object.entries({
      ...failing,
      ...acting,
      ...looking,
      ...regional,
      ...ordering,
      ...widths,
    }))
      await step(what, () => act(stage))
  } finally {
    await browser.close()
    await page.stop()
    states.destroy()
    await region.stop()
  }
}
