import assert from 'node:assert/strict'
import { longHistory } from '../long-history.ts'
import { openedAfterMs } from '../measure.ts'
import { type Acts, execution, opened, picture } from '../stage.ts'

/** What can be looked at. */
export const looking: Acts = {
  'each processing stage of a state says what it made of the data': async (stage) => {
    const path = execution(await stage.play('approval-wanted'))
    await opened(stage, `${path}?state=price&panel=data`, async (page) => {
      await page.locator('.json h2', { hasText: 'After ResultPath' }).waitFor()
      const titles = await page.locator('.panel .json h2').allInnerTexts()
      assert.deepEqual(titles, ['Input', 'Result', 'After ResultPath', 'Output'])
      await picture(stage, page, 'data')
    })
  },
  'filters stay in the URL': async (stage) => {
    await opened(stage, '/executions', async (page) => {
      await page.locator('.filters button', { hasText: 'Failed' }).click()
      await page.getByLabel('Find by name').fill('one-item')
      await page.getByLabel('Text in error or cause').fill('none left')
      await page.getByLabel('Started').selectOption('1')
      await page.locator('.scroll a.row').first().waitFor()
      const rows = await page.locator('.scroll a.row').count()
      await page.reload()
      await page.locator('.scroll a.row').first().waitFor()
      assert.equal(await page.locator('.scroll a.row').count(), rows)
      assert.match(page.url(), /\?status=FAILED&find=one-item&error=none\+left&hours=1$/)
      await picture(stage, page, 'executions')
    })
  },
  'a file with 25,000 events opens, and no more rows are drawn than are seen': async (stage) => {
    await opened(stage, '/open', async (page) => {
      const buffer = Buffer.from(JSON.stringify(longHistory(25_000)))
      const took = page.evaluate(openedAfterMs)
      await page.getByLabel('File').setInputFiles({ name: 'history.json', mimeType: 'application/json', buffer })
      console.log(`  opened in ${Math.round(await took)} ms; npm run bench -- console measures it`)
      await page.keyboard.press('e')
      await page.locator('.events .scroll .row').first().waitFor()
      assert.ok((await page.locator('.events .scroll .row').count()) < 120)
    })
  },
  'the items of a distributed Map are stepped through': async (stage) => {
    await opened(stage, execution(await stage.play('three-of-a-thousand')), async (page) => {
      await page.locator('.failed a').first().click()
      await page.locator('.why', { hasText: 'SoldOut' }).waitFor()
      await page.getByText(/item \d+ of \d+/).waitFor()
      await page.getByRole('link', { name: 'next ›' }).click()
      await page.locator('h1 .pill').waitFor()
      await page.getByRole('link', { name: 'The Map' }).click()
      await page.locator('.why', { hasText: 'ExceedToleratedFailureThreshold' }).waitFor()
    })
  },
  'what is wrong with a definition is said where it is wrong, while it is edited': async (stage) => {
    const machine = `/machines/${encodeURIComponent('arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process')}`
    await opened(stage, `${machine}?view=definition`, async (page) => {
      await page.locator('.definition header', { hasText: 'Valid' }).waitFor()
      await page.getByRole('button', { name: 'Try a change' }).click()
      const text = JSON.stringify({ StartAt: 'nowhere', States: { price: { Type: 'Pass', Next: 'ship' } } }, null, 2)
      await page.getByRole('textbox', { name: 'Definition, to try a change' }).fill(text)
      await page.locator('.cm-lint-marker-error').first().waitFor()
      await page.getByText(/^line 2: .*nowhere/).waitFor()
      await picture(stage, page, 'definition')
    })
  },
}
