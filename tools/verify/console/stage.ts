import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { SFNClient } from '@aws-sdk/client-sfn'
import type { TestRegion } from '@sfs3/local/testing'
import type { Browser, Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

/** What a reader of the console has before him. */
export type Stage = {
  browser: Browser
  /** Where the console is. */
  console: string
  states: SFNClient
  /** Starts a scene. */
  play: (name: string) => Promise<string>
  call: TestRegion['call']
  /** What `npm start` gives the sample service. */
  environment: TestRegion['environment']
  /** A folder for pictures of what was seen, if they are wanted. */
  pictures: string | undefined
  /** How large the window is, in pixels. */
  viewport: { width: number; height: number }
}

/** What a reader does, by what is seen to be so. */
export type Acts = Record<string, (stage: Stage) => Promise<unknown>>

/** The page of an execution. */
export const execution = (arn: string): string => `/executions/${encodeURIComponent(arn)}`

/** Opens a page of the console; whatever its browser complains about, and any request to somewhere else, is an error. */
export async function opened(
  stage: Pick<Stage, 'browser' | 'console'> & { alsoTo?: string; viewport?: Stage['viewport'] },
  path: string,
  use: (page: Page) => Promise<unknown>,
): Promise<void> {
  const page = await newPage(stage, 'light')
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    const isOwn = [stage.console, stage.alsoTo].some((url) => url !== undefined && request.url().startsWith(url))
    if (!isOwn && !/^(data|blob):/.test(request.url())) complaints.push(request.url())
  })
  await page.goto(stage.console + path)
  await use(page)
  await page.close()
  assert.deepEqual(complaints, [])
}

/** A page as a reader of today has it. */
export function newPage(
  { browser, viewport = { width: 1440, height: 900 } }: { browser: Browser; viewport?: Stage['viewport'] },
  colorScheme: 'light' | 'dark',
): Promise<Page> {
  return browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' })
}

/** Takes a picture, if pictures are wanted. */
export async function picture({ pictures }: Stage, page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  // Where this repository is on the machine that takes the picture is nobody's business.
  await page.locator('.panel pre, .log span').evaluateAll((blocks, folder) => {
    for (const block of blocks) {
      if (block.textContent.includes(folder)) block.textContent = block.textContent.replaceAll(folder, '.')
    }
  }, process.cwd())
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** What axe finds, as `rule: element`. @param rules these alone https://github.com/dequelabs/axe-core */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async (only) => {
    const { axe: tool } = window as unknown as {
      axe: {
        run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    const found = await tool.run(document, only ? { runOnly: { type: 'rule', values: only } } : {})
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  }, rules)
}
