import { setTimeout as sleep } from 'node:timers/promises'
import { DescribeExecutionCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn'
import { startConsole } from '@sfs3/console/server'
import { startRegion } from '@sfs3/local/testing'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../verify/console/chromium.ts'
import { longHistory } from '../verify/console/long-history.ts'
import { frameTimes, openedAfterMs, succeededOnScreenAt, tokenOn } from '../verify/console/measure.ts'
import { longLoop, play, scenes } from '../verify/console/scenes.ts'

/** The console in Chromium against a region, as a reader feels it. */
export async function bench(): Promise<void> {
  const region = await startRegion()
  const page = await startConsole({ endpoint: region.awsUrl, region: region.sdk.region, mayWrite: true, port: 0 })
  const browser = await launchChromium()
  const states = new SFNClient(region.sdk)
  try {
    const long = await longExecution(states)
    await firstPaint(browser, page.url)
    await fromEndpoint(browser, page.url, long)
    await fromFile(browser, page.url)
    await liveChange(browser, page.url, states, `${region.awsUrl}/000000000000/sfs3-dev-pending-orders.fifo`)
  } finally {
    await browser.close()
    await page.stop()
    states.destroy()
    await region.stop()
  }
}

/** An execution of nearly 25,000 events, the most that an execution can have. */
async function longExecution(states: SFNClient): Promise<string> {
  const executionArn = await play(states, longLoop(6_240), '-approval')
  for (;;) {
    const { status } = await states.send(new DescribeExecutionCommand({ executionArn }))
    if (status === 'SUCCEEDED') return executionArn
    if (status !== 'RUNNING') throw new Error(`the long execution ended ${status}`)
    await sleep(200)
  }
}

/** The first request pays for bundling the page, where it runs from source: the second is what a reader feels. */
async function firstPaint(browser: Browser, url: string): Promise<void> {
  await (await open(browser, url)).close()
  const paints: number[] = []
  let transferred = 0
  for (let turn = 0; turn < 5; turn++) {
    const page = await open(browser, url)
    await page.locator('.rows .row').first().waitFor()
    const [paint, bytes] = await page.evaluate(() => [
      performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\.(js|css)$/.test(name))
        .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
    ])
    paints.push(paint ?? Number.NaN)
    transferred = bytes ?? 0
    await page.close()
  }
  console.log(`first paint                     p50 ${ms(median(paints))} (budget 300 ms)`)
  console.log(
    `transferred, gzip               ${Math.round(transferred / 1024)} KiB (budget 120 KiB before an editor opens)`,
  )
}

async function fromEndpoint(browser: Browser, url: string, arn: string): Promise<void> {
  const took: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const before = performance.now()
    await page.goto(`${url}/executions/${encodeURIComponent(arn)}?view=events`)
    await page.waitForFunction(() =>
      /^Events 2[45]\d{3}$/m.test(document.querySelector('.tabs')?.textContent?.match(/Events \d+/)?.[0] ?? ''),
    )
    took.push(performance.now() - before)
    await page.close()
  }
  console.log(`25,000 events, from the region  p50 ${ms(median(took))} (budget 1 s)`)
}

async function fromFile(browser: Browser, url: string): Promise<void> {
  const page = await open(browser, `${url}/open`)
  const buffer = Buffer.from(JSON.stringify(longHistory(25_000)))
  // From the moment that the page has the file: handing it over is the harness's own affair.
  const opened = page.evaluate(openedAfterMs)
  await page.getByLabel('File').setInputFiles({ name: 'history.json', mimeType: 'application/json', buffer })
  console.log(`25,000 events, from a file      ${ms(await opened)} (budget 1 s)`)
  await page.keyboard.press('e')
  await page.locator('.events .scroll .row').first().waitFor()
  const frames = (await page.evaluate(frameTimes)).toSorted((one, other) => one - other)
  const late = frames.filter((frame) => frame > 25).length
  console.log(
    `scrolling through them          p50 ${ms(median(frames))} a frame, p95 ${ms(frames[Math.floor(frames.length * 0.95)] ?? Number.NaN)} (budget 17 ms), ${late} of ${frames.length} late`,
  )
  await page.close()
}

/** From the event's own time to the page that has drawn it. */
async function liveChange(browser: Browser, url: string, states: SFNClient, queue: string): Promise<void> {
  const scene = scenes(queue).find(({ name }) => name === 'approval-wanted')
  const took: number[] = []
  for (let turn = 0; scene && turn < 7; turn++) {
    const page = await open(browser, `${url}/executions/${encodeURIComponent(await play(states, scene, '-approval'))}`)
    const taskToken = await tokenOn(page)
    const ended = page.evaluate(succeededOnScreenAt)
    await states.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
    const arn = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')
    const { stopDate } = await states.send(new DescribeExecutionCommand({ executionArn: arn }))
    took.push((await ended) - (stopDate?.getTime() ?? Number.NaN))
    await page.close()
  }
  console.log(
    `a change on the screen          p50 ${ms(median(took))} after its event, slowest ${ms(Math.max(...took))} (budget 200 ms)`,
  )
}

async function open(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  await page.goto(url)
  return page
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
const ms = (value: number): string => `${Math.round(value)} ms`
