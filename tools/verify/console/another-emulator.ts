import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { startConsole } from '@sfs3/console/server'
import { freePort } from '../free-port.ts'
import { step } from '../step.ts'
import { until } from '../until.ts'
import { venv } from '../venv.ts'
import { launchChromium } from './chromium.ts'
import { execution, opened } from './stage.ts'

/** Shows that the page speaks plain Step Functions: an emulator that somebody else wrote, MiniStack from PyPI. */
export async function verifyAnotherEmulator(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'sfs3-ministack-'))
  const bin = await venv(join(directory, 'venv'), ['ministack==1.5.33']).catch(() => undefined)
  if (bin === undefined) {
    console.log('– another emulator: left out, for PyPI cannot be reached or there is no Python 3.10')
    await rm(directory, { recursive: true, force: true })
    return
  }
  const port = await freePort()
  const env = { PATH: process.env.PATH ?? '', HOME: directory, TMPDIR: directory, BIND_HOST: '127.0.0.1' }
  const emulator = spawn(join(bin, 'ministack'), [], {
    cwd: directory,
    stdio: 'ignore',
    env: { ...env, MINISTACK_HOST: '127.0.0.1', GATEWAY_PORT: String(port) },
  })
  try {
    const endpoint = `http://127.0.0.1:${port}`
    await until('MiniStack', async () => ((await fetch(endpoint).catch(() => undefined)) ? true : undefined), 60)
    await step('another emulator: a failure, its graph and data; started and read-only', () => use(endpoint))
  } finally {
    emulator.kill('SIGKILL')
    if (emulator.exitCode === null && emulator.signalCode === null) await once(emulator, 'exit')
    await rm(directory, { recursive: true, force: true })
  }
}

const definition = {
  StartAt: 'price',
  States: {
    price: { Type: 'Pass', Result: 120, ResultPath: '$.total', Next: 'large?' },
    'large?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'refuse' }],
      Default: 'ship',
    },
    refuse: { Type: 'Fail', Error: 'TooLarge', Cause: 'Nobody may order that much.' },
    ship: { Type: 'Succeed' },
  },
}

async function use(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const states = new SFNClient({ endpoint, region: 'us-east-1', credentials })
  const browser = await launchChromium()
  const page = await startConsole({ endpoint, region: 'us-east-1', mayWrite: true, port: 0 })
  const readOnly = await startConsole({ endpoint, region: 'us-east-1', mayWrite: false, port: 0 })
  try {
    const { stateMachineArn } = await states.send(
      new CreateStateMachineCommand({
        ...{ name: 'orders', definition: JSON.stringify(definition) },
        roleArn: 'arn:aws:iam::000000000000:role/orders',
      }),
    )
    const { executionArn = '' } = await states.send(new StartExecutionCommand({ stateMachineArn, input: '{"n":1}' }))
    const stage = { browser, console: page.url }
    await opened(stage, execution(executionArn), async (tab) => {
      await tab.locator('.why').waitFor()
      assert.match(await tab.locator('.why').innerText(), /^refuse.*TooLarge.*Nobody may order that much/s)
      assert.equal(await tab.locator('.state.ok').count(), 2)
      await tab.getByText('"total": 120').first().waitFor()
      assert.equal(await tab.getByRole('link', { name: 'Resources' }).count(), 0)
      const before = tab.url()
      await tab.keyboard.press('n')
      await tab.getByRole('button', { name: 'Start it' }).click()
      await tab.waitForURL((url) => url.href !== before)
      await tab.locator('.why').waitFor()
    })
    await opened({ browser, console: readOnly.url }, execution(executionArn), async (tab) => {
      await tab.locator('.why').waitFor()
      await tab.getByText('read-only').waitFor()
      assert.equal(await tab.getByRole('button', { name: /^(Start again|Redrive|Run this)/ }).count(), 0)
    })
    const refused = await fetch(`${readOnly.url}/api/StartExecution`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ stateMachineArn }),
    })
    assert.equal(refused.status, 403)
  } finally {
    await browser.close()
    await page.stop()
    await readOnly.stop()
    states.destroy()
  }
}
