import assert from 'node:assert/strict'
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import { succeededOnScreenAt, tokenOn } from '../measure.ts'
import { type Acts, execution, opened, picture } from '../stage.ts'

/** What can be done, and that it is seen at once. */
export const acting: Acts = {
  'a change is on the screen soon after it happened': async (stage) => {
    const arn = await stage.play('approval-wanted')
    await opened(stage, execution(arn), async (page) => {
      const taskToken = await tokenOn(page)
      const seen = page.evaluate(succeededOnScreenAt)
      const before = Date.now()
      await stage.states.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
      const tookMs = (await seen) - before
      console.log(`  on the screen ${tookMs} ms after the answer was sent`)
      assert.ok(tookMs < 1_000, `it took ${tookMs} ms`)
    })
  },
  'approve with the keyboard: one question, with the command that does the same': async (stage) => {
    await opened(stage, execution(await stage.play('approval-wanted')), async (page) => {
      await tokenOn(page)
      await page.keyboard.press('a')
      await page.getByRole('dialog').getByText('aws stepfunctions send-task-success').waitFor()
      await picture(stage, page, 'approve')
      await page.getByRole('button', { name: 'Approve', exact: true }).click()
      await page.locator('h1 .pill.ok').waitFor()
    })
  },
  'run one state alone with another input': async (stage) => {
    const path = execution(await stage.play('approval-wanted'))
    await opened(stage, `${path}?state=price`, async (page) => {
      await page.getByRole('button', { name: /^Run this state/ }).click()
      await page.getByLabel('Input', { exact: true }).fill('{"other":true}')
      await page.getByRole('button', { name: 'Run it' }).click()
      const answer = await page.locator('dialog .json pre').innerText()
      assert.deepEqual(JSON.parse(answer).output, { other: true, total: 120 })
    })
  },
  'stop, then redrive to where it was': async (stage) => {
    await opened(stage, execution(await stage.play('approval-wanted')), async (page) => {
      await tokenOn(page)
      await page.keyboard.press('s')
      await page.getByRole('button', { name: 'Stop it' }).click()
      await page.locator('h1 .pill', { hasText: 'Aborted' }).waitFor()
      await page.keyboard.press('r')
      await page.getByRole('button', { name: 'Redrive it' }).click()
      await page.locator('h1 .pill.run').waitFor()
      await page.getByText('redriven once').waitFor()
    })
  },
  'start again with another input': async (stage) => {
    await opened(stage, execution(await stage.play('both-branches')), async (page) => {
      await page.locator('h1 .pill.ok').waitFor()
      await page.keyboard.press('n')
      await page.getByLabel('Input', { exact: true }).fill('{"order":')
      await page.getByText('Input is not JSON.').waitFor()
      assert.ok(await page.getByRole('button', { name: 'Start it' }).isDisabled())
      await page.getByLabel('Input', { exact: true }).fill('{"order":"another one"}')
      const before = page.url()
      await page.getByRole('button', { name: 'Start it' }).click()
      await page.waitForURL((url) => url.href !== before)
      await page.keyboard.press('5')
      await page.getByText('"another one"').first().waitFor()
    })
  },
  'skip an hour of waiting': async (stage) => {
    await opened(stage, execution(await stage.play('long-wait')), async (page) => {
      await page.getByRole('button', { name: /^Skip (1 h|59 min)/ }).waitFor()
      await page.keyboard.press('w')
      await page.getByRole('dialog').getByText('Sfs3Region.SkipToNextTimer').waitFor()
      await page.getByRole('button', { name: 'Skip it' }).click()
      await page.locator('h1 .pill.ok').waitFor()
    })
  },
}
