import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../../free-port.ts'
import { until } from '../../until.ts'
import { type Acts, newPage, opened, picture, type Stage, violations } from '../stage.ts'

/** The page of the sample service: from an order to its execution in the console, and back to its approval. */
export const ordering: Acts = {
  'an order is placed, seen in the console, and approved': async (stage) => {
    await withSampleService(stage, async (url) => {
      await opened({ ...stage, console: url, alsoTo: stage.console }, '/', async (page) => {
        await page.getByLabel('What').fill('Teapot')
        await page.getByRole('button', { name: 'Place order' }).click()
        await page.getByRole('button', { name: 'Approve' }).waitFor()
        for (const width of [1440, 900, 390]) {
          await page.setViewportSize({ width, height: 844 })
          const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          assert.ok(overhang <= 0, `the page of orders is ${overhang} px wider than ${width} px`)
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme })
            await picture(stage, page, `orders-${width}-${colorScheme}`)
            if (width === 390) assert.deepEqual(await violations(page), [], `orders, ${colorScheme}`)
          }
        }
        const link = await page.locator('#placed a').getAttribute('href')
        const console = await newPage(stage, 'light')
        await console.goto(new URL(link ?? '', url).href)
        await console.locator('h1 .pill.run').waitFor()
        assert.ok(console.url().startsWith(stage.console))
        await page.getByRole('button', { name: 'Approve' }).click()
        await console.locator('h1 .pill.ok').waitFor()
        await console.close()
        await page.locator('#placed .status.succeeded').waitFor()
      })
    })
  },
}

/** The sample service as `npm start` runs it. */
async function withSampleService(stage: Stage, use: (url: string) => Promise<void>): Promise<void> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const service = spawn(process.execPath, ['sample-service/server.ts'], {
    stdio: 'ignore',
    env: {
      ...stage.environment,
      ...{ PATH: process.env.PATH, NODE_OPTIONS: process.env.NODE_OPTIONS, PORT: String(port) },
      ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'developer', AWS_SECRET_ACCESS_KEY: 'local' },
      CONSOLE_URL: stage.console,
    },
  })
  try {
    await until('the sample service', async () => ((await fetch(url).catch(() => undefined))?.ok ? true : undefined))
    await use(url)
  } finally {
    service.kill()
    if (service.exitCode === null && service.signalCode === null) await once(service, 'exit')
  }
}
