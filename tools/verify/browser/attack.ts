import type { Page } from 'playwright-core'

/** What a page tries with a URL. */
export type Attempt = { method: 'GET' | 'POST'; url: string; body?: string }

/** Sends each attempt from this page in every way that a page has, see `page.js`. */
export async function attack(page: Page, attempts: readonly Attempt[]): Promise<void> {
  await page.addScriptTag({ path: new URL('page.js', import.meta.url).pathname })
  await page.evaluate(`attack(${JSON.stringify(attempts)})`)
}
