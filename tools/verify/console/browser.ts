import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { startConsole } from '@sfs3/console/server'
import { startRegion, type TestRegion } from '@sfs3/local/testing'
import type { Browser, Page } from 'playwright-core'
import { step } from '../step.ts'
import { launchChromium } from './chromium.ts'
import { longHistory } from './long-history.ts'
import { openedAfterMs, succeededOnScreenAt, tokenOn } from './measure.ts'
import { play, scenes } from './scenes.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

type Stage = {
  browser: Browser
  console: string
  states: SFNClient
  /** Starts a scene. */
  play: (name: string) => Promise<string>
  call: TestRegion['call']
  pictures: string | undefined
}

/** The page against a region, as a reader uses it. @param pictures a folder for pictures of what was seen, if they are wanted */
export async function verifyPage(pictures: string | undefined): Promise<void> {
  const region = await step('start the region', () => startRegion())
  const page = await startConsole({ endpoint: region.awsUrl, region: region.sdk.region, mayWrite: true, port: 0 })
  const browser = await launchChromium()
  const states = new SFNClient(region.sdk)
  const all = scenes(`${region.awsUrl}/000000000000/sfs3-dev-pending-orders.fifo`)
  const playScene = (name: string) => {
    const scene = all.find((one) => one.name === name)
    if (!scene) throw new Error(`there is no scene ${name}`)
    return play(states, scene, '-approval')
  }
  if (pictures !== undefined) await mkdir(pictures, { recursive: true })
  const stage: Stage = { browser, console: page.url, states, play: playScene, call: region.call, pictures }
  try {
    for (const [what, act] of Object.entries(acts)) await step(what, () => act(stage))
  } finally {
    await browser.close()
    await page.stop()
    states.destroy()
    await region.stop()
  }
}

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
  ['nobody-answers', /^ask.*States\.Timeout.*Nobody answered the task token in time/s],
  ['bad-definition', /^pick.*States\.Runtime.*Invalid path.*does not have/s],
  ['one-item-fails', /^sold out\s+item 41.*SoldOut.*There is none left of this item/s],
  [
    'three-of-a-thousand',
    /^each item.*States\.ExceedToleratedFailureThreshold.*Look at the items that failed/s,
    /1000 items.*3 failed.*SoldOut There is none left of this item/s,
  ],
]

const acts: Record<string, (stage: Stage) => Promise<unknown>> = {
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
  'each processing stage of a state says what it made of the data': async (stage) => {
    const path = execution(await stage.play('approval-wanted'))
    await opened(stage, `${path}?state=price&panel=data`, async (page) => {
      await page.locator('.json h2', { hasText: 'After ResultPath' }).waitFor()
      const titles = await page.locator('.panel .json h2').allInnerTexts()
      assert.deepEqual(titles, ['Input', 'Result', 'After ResultPath', 'Output'])
      await picture(stage, page, 'data')
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
      assert.ok(await page.getByRole('button', { name: 'Start it' }).isDisabled())
      await page.getByLabel('Input', { exact: true }).fill('{"order":"another one"}')
      const before = page.url()
      await page.getByRole('button', { name: 'Start it' }).click()
      await page.waitForURL((url) => url.href !== before)
      await page.keyboard.press('5')
      await page.getByText('"another one"').first().waitFor()
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
  'skip an hour of waiting': async (stage) => {
    await opened(stage, execution(await stage.play('long-wait')), async (page) => {
      await page.getByRole('button', { name: /^Skip (1 h|59 min)/ }).waitFor()
      await page.keyboard.press('w')
      await page.getByRole('dialog').getByText('Sfs3Region.SkipToNextTimer').waitFor()
      await page.getByRole('button', { name: 'Skip it' }).click()
      await page.locator('h1 .pill.ok').waitFor()
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
  'the items of a distributed Map are stepped through': async (stage) => {
    await opened(stage, execution(await stage.play('three-of-a-thousand')), async (page) => {
      await page.locator('.failed a').first().click()
      await page.locator('.why', { hasText: 'SoldOut' }).waitFor()
      await page.getByText(/item \d+ of 1000/).waitFor()
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
      const text = '{"StartAt":"nowhere","States":{"a":{"Type":"Pass","End":true}}}'
      await page.getByRole('textbox', { name: 'Definition, to try a change' }).fill(text)
      await page.locator('.cm-lint-marker-error').first().waitFor()
      await picture(stage, page, 'definition')
    })
  },
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
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [name, path] of Object.entries(paths)) {
        const page = await newPage(stage, colorScheme)
        await page.goto(stage.console + path)
        await page.locator('.state, .rows .row:not(.head), .lines, table.list, input[type=file]').first().waitFor()
        for (const width of [1440, 900, 390]) {
          await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
          const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          assert.ok(overhang <= 0, `${name} is ${overhang} px wider than ${width} px`)
          await picture(stage, page, `${name}-${width}-${colorScheme}`)
        }
        assert.deepEqual(await violations(page), [], `${name}, ${colorScheme}`)
        await page.close()
      }
    }
  },
}

const execution = (arn: string): string => `/executions/${encodeURIComponent(arn)}`

/** Opens a page of the console; whatever its browser complains about, and any request to somewhere else, is an error. */
async function opened(stage: Stage, path: string, use: (page: Page) => Promise<unknown>): Promise<void> {
  const page = await newPage(stage, 'light')
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(stage.console) && !/^(data|blob):/.test(request.url())) complaints.push(request.url())
  })
  await page.goto(stage.console + path)
  await use(page)
  await page.close()
  assert.deepEqual(complaints, [])
}

function newPage({ browser }: Stage, colorScheme: 'light' | 'dark'): Promise<Page> {
  return browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme, reducedMotion: 'reduce' })
}

async function picture({ pictures }: Stage, page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  // Where this repository is on the machine that takes the picture is nobody's business.
  await page.locator('.panel pre').evaluateAll((blocks, folder) => {
    for (const block of blocks) {
      if (block.textContent.includes(folder)) block.textContent = block.textContent.replaceAll(folder, '.')
    }
  }, process.cwd())
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** What axe finds, as `rule: element`. https://github.com/dequelabs/axe-core */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe: tool } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const found = await tool.run()
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  })
}
