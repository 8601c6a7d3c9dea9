import assert from 'node:assert/strict'
import { SendTaskFailureCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { tokenOn } from '../measure.ts'
import { type Acts, execution, opened, picture } from '../stage.ts'

/** What each failure has to say in its banner; and in the panel of its state, within five seconds. */
const failures: [scene: string, says: RegExp, panel?: RegExp][] = [
  [
    'step-threw',
    /^process order.*OrderNotDeliverable.*5000 were ordered, 1000 are in stock.*mend what threw/s,
    /sfs3-dev-processOrder.*\d{2}:\d{2}:\d{2}/s,
  ],
  [
    'permission-denied',
    /^tell.*is not authorized to perform.*Add this statement to the role sfs3-dev-Approval/s,
    /"Effect": "Allow".*sqs:SendMessage.*no policy allows it/s,
  ],
  [
    'nobody-answers',
    /^ask.*States\.Timeout.*took longer than its TimeoutSeconds.*Nobody answered the task token in time/s,
  ],
  ['bad-definition', /^pick.*States\.Runtime.*Invalid path.*does not have/s],
  ['one-item-fails', /^sold out\s+item 41.*SoldOut.*There is none left of this item/s],
  [
    'three-of-a-thousand',
    /^each item.*States\.ExceedToleratedFailureThreshold.*Look at the items that failed/s,
    /1000 items.*3 failed.*SoldOut There is none left of this item/s,
  ],
]

/** Why something failed, in five seconds. */
export const failing: Acts = {
  'a failure says why before anything else': async (stage) => {
    for (const [scene, says, panel] of failures) {
      const arn = await stage.play(scene)
      await opened(stage, execution(arn), async (page) => {
        await page.locator('.why').waitFor()
        assert.match(await page.locator('.why').innerText(), says)
        if (panel) await page.locator('.panel', { hasText: panel }).waitFor()
        await picture(stage, page, scene)
      })
    }
  },
  'a step that never gets what it needs shows its attempts and the waits between them': async (stage) => {
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process'
    const input = '{"processData":"6f6a7d52-6c0e-4b6e-9a3f-0f4d5c1b2a33"}'
    const { executionArn = '' } = await stage.states.send(new StartExecutionCommand({ stateMachineArn, input }))
    await opened(stage, execution(executionArn), async (page) => {
      await page.locator('.why').waitFor()
      assert.match(await page.locator('.why').innerText(), /^step-a.*S3DataPreconditionError.*attempt 4 of 4/s)
      assert.equal(await page.locator('.timeline .bar.waiting').count(), 3)
      assert.equal(await page.locator('.attempts .chip.bad').count(), 4)
      await picture(stage, page, 'precondition')
    })
  },
  'an answer that rejects says so, and what it said': async (stage) => {
    await opened(stage, execution(await stage.play('approval-wanted')), async (page) => {
      const taskToken = await tokenOn(page)
      await stage.states.send(
        new SendTaskFailureCommand({ taskToken, error: 'Rejected', cause: 'Not before the end of the quarter.' }),
      )
      await page.locator('.why').waitFor()
      const says = /^ask.*Rejected.*Not before the end of the quarter.*The answer to the task token was a failure/s
      assert.match(await page.locator('.why').innerText(), says)
      await picture(stage, page, 'rejected')
    })
  },
  'data that is markup is text': async (stage) => {
    await opened(stage, execution(await stage.play('bad-definition')), async (page) => {
      await page.getByText('<script>alert(1)</script>').first().waitFor()
      assert.equal(await page.locator('script').count(), 1)
    })
  },
}
