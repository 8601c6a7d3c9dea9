import type { Page } from 'playwright-core'
import * as z from 'zod'

const Answer = z.object({
  status: z.number(),
  url: z.string(),
  redirected: z.boolean(),
  /** Those that the page may read. */
  headers: z.record(z.string(), z.string()),
  json: z.unknown(),
})
type Init = { headers?: Record<string, string>; body?: string }

/**
 * Calls of a script of this page to the facade, with an API key.
 * @throws Error "Failed to fetch" where the browser does not let the page read the answer
 */
export function callFrom(page: Page, { url, apiKey }: { url: string; apiKey: string }) {
  return async (method: string, path: string, { headers = {}, body }: Init = {}): Promise<z.infer<typeof Answer>> => {
    const init = { method, headers: { 'x-api-key': apiKey, ...headers }, ...(body !== undefined && { body }) }
    const script = `fetch(${JSON.stringify(url + path)}, ${JSON.stringify(init)}).then(async (answer) => ({
      status: answer.status,
      url: answer.url,
      redirected: answer.redirected,
      headers: Object.fromEntries(answer.headers),
      json: await answer.json(),
    }))`
    return Answer.parse(await page.evaluate(script))
  }
}
