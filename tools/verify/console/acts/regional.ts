import assert from 'node:assert/strict'
import { type Acts, execution, opened, picture } from '../stage.ts'

/** What only the local region tells. */
export const regional: Acts = {
  'what only the region knows: log lines, requests with their decision, who added which part': async (stage) => {
    const { executionId } = (await (await stage.call('POST', '/start-process', { orderNumber: 42 })).json()) as {
      executionId: string
    }
    await opened(stage, `${execution(executionId)}?state=step-b&panel=log`, async (page) => {
      await page.locator('h1 .pill.ok').waitFor()
      await page.locator('.log li', { hasText: 'added step-b-output' }).waitFor()
      await page.locator('.requests tr', { hasText: /s3:PutObject.*step-b-output\.json.*allowed.*200/s }).waitFor()
      await picture(stage, page, 'log')
      await page.keyboard.press('p')
      await page.locator('.parts tr', { hasText: /step-b-output\.json.*step-b.*step-c/s }).waitFor()
      await picture(stage, page, 'process-data')
    })
  },
  'resources: functions with their invocations, queues without receiving, what was denied': async (stage) => {
    await opened(stage, '/resources/functions?name=sfs3-dev-stepB', async (page) => {
      await page.locator('.panel .log', { hasText: 'added step-b-output' }).first().waitFor()
      await picture(stage, page, 'functions')
      await page.goto(`${stage.console}/resources/queues?name=sfs3-dev-pending-orders.fifo`)
      await page.locator('.panel .json', { hasText: '"token"' }).first().waitFor()
      assert.match(await page.locator('.panel .json header').first().innerText(), /visible(?!.*received)/s)
      await page.goto(`${stage.console}/resources/permissions`)
      await page.getByText('in the policy of role sfs3-dev-Approval').waitFor()
      await picture(stage, page, 'permissions')
    })
  },
}
