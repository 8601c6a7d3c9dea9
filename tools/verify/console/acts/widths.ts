import assert from 'node:assert/strict'
import { type Acts, execution, newPage, picture, violations } from '../stage.ts'

/** Every page, as it looks. */
export const widths: Acts = {
  'at three widths, light and dark, axe finds nothing and nothing is cut off': async (stage) => {
    const failed = execution(await stage.play('one-item-fails'))
    const waiting = execution(await stage.play('approval-wanted'))
    const machine = `/machines/${encodeURIComponent('arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-archive')}`
    const paths = {
      failed,
      table: `${failed}?view=table`,
      waiting,
      data: `${waiting}?panel=data`,
      machine,
      machines: '/',
      executions: '/executions',
      definition: `${machine}?view=definition`,
      log: `${failed}?panel=log`,
      functions: '/resources/functions',
      queues: '/resources/queues',
      buckets: '/resources/buckets',
      tables: '/resources/tables',
      events: '/resources/events',
      permissions: '/resources/permissions',
      open: '/open',
    }
    for (const [name, path] of Object.entries(paths)) {
      const page = await newPage(stage, 'light')
      await page.goto(stage.console + path)
      await page.locator('.state, .rows .row:not(.head), .lines, table.list, input[type=file]').first().waitFor()
      for (const width of [1440, 900, 390]) {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
        const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        assert.ok(overhang <= 0, `${name} is ${overhang} px wider than ${width} px`)
        await picture(stage, page, `${name}-${width}-light`)
      }
      assert.deepEqual(await violations(page), [], name)
      // The dark has the same elements: of its rules only those about colours can find something else.
      await page.emulateMedia({ colorScheme: 'dark' })
      await picture(stage, page, `${name}-390-dark`)
      assert.deepEqual(await violations(page, ['color-contrast']), [], `${name}, dark`)
      await page.close()
    }
  },
}
