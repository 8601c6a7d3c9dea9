import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { planCompanions, type RunningCompanion, startCompanion, urlOf } from '../companions.ts'
import { freePorts, portsFrom } from '../ports.ts'
import { eventually } from '../testing/eventually.ts'

let serviceDir: string
let running: RunningCompanion[]
let printed: string[]
beforeEach(() => {
  serviceDir = mkdtempSync(join(tmpdir(), 'sfs3-companions-'))
  running = []
  printed = []
  const script = `
    import { createServer } from 'node:http'
    console.log('begins')
    const server = createServer((_, response) => response.end(JSON.stringify(process.env)))
    server.listen(process.env.PORT, '127.0.0.1', () => console.log('listens on http://127.0.0.1:' + process.env.PORT))
    process.once('SIGTERM', () => server.close(() => process.exit(0)))`
  writeFileSync(join(serviceDir, 'server.mjs'), script)
  writeFileSync(join(serviceDir, 'broken.mjs'), `console.error('no such setting: COLOUR'); process.exit(3)`)
})
afterEach(async () => {
  for (const companion of running) await companion.stop()
  rmSync(serviceDir, { recursive: true })
})

const port = { env: 'SERVER_PORT', default: 3030 }
const surroundings = () => ({
  serviceDir,
  region: 'eu-west-1',
  environment: { APIKEY: 'key' },
  print: (line: string) => void printed.push(line),
})

/** Starts the only companion there is, on a free port, and gives its URL. */
async function start(command: string[]): Promise<string> {
  const [companion] = await planCompanions({ server: { command, port } }, freePorts)
  if (!companion) throw new Error('nothing is planned')
  running.push(await startCompanion(companion, surroundings()))
  return urlOf(companion) ?? ''
}

test('a companion gets its settings, its port and the developer, and nothing else of the shell', async () => {
  process.env.AWS_PROFILE = 'production'
  process.env.GITHUB_TOKEN = 'secret'
  const url = await start(['node', 'server.mjs'])
  delete process.env.AWS_PROFILE
  delete process.env.GITHUB_TOKEN

  const environment = await (await fetch(url)).json()
  expect(environment).toMatchObject({
    APIKEY: 'key',
    AWS_ACCESS_KEY_ID: 'developer',
    AWS_REGION: 'eu-west-1',
    AWS_SECRET_ACCESS_KEY: 'local',
    PATH: process.env.PATH,
    PORT: new URL(url).port,
  })
  expect(environment).not.toHaveProperty('AWS_PROFILE')
  expect(environment).not.toHaveProperty('GITHUB_TOKEN')
})

test('what it writes is printed behind its name, but for where it listens', async () => {
  await start(['node', 'server.mjs'])

  await eventually(() => printed.length > 0)
  expect(printed).toEqual(['server begins'])
})

test('its port may be chosen by a variable', async () => {
  const [companion] = await planCompanions({ server: { command: ['node'], port } }, portsFrom({ SERVER_PORT: '0' }))

  expect(companion?.port).toBeGreaterThan(0)
  await expect(planCompanions({ server: { command: [], port } }, portsFrom({ SERVER_PORT: 'x' }))).rejects.toThrow(
    'SERVER_PORT must be a port between 0 and 65535',
  )
})

test('a taken port says which variable chooses another', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const taken = (other.address() as AddressInfo).port
  const ports = portsFrom({ SERVER_PORT: String(taken) })

  await expect(planCompanions({ server: { command: ['node'], port } }, ports)).rejects.toThrow(
    `port ${taken} is taken: stop what listens there, or choose another with SERVER_PORT=<port>`,
  )
  other.close()
})

test('one that ends before it listens, or is not there, is an error that says why', async () => {
  await expect(start(['node', 'broken.mjs'])).rejects.toThrow(
    'custom.local.run.server ended with exit code 3: no such setting: COLOUR',
  )
  await expect(start(['no-such-program'])).rejects.toThrow('custom.local.run.server: spawn no-such-program ENOENT')
})

test('a companion ends with the region that started it, even if that is killed', async () => {
  const module = JSON.stringify(pathToFileURL(join(import.meta.dirname, '../companions.ts')).href)
  const region = `
    import { startCompanion } from ${module}
    const companion = { name: 'server', command: ['node', 'server.mjs'], port: Number(process.argv[1]) }
    await startCompanion(companion, { serviceDir: process.argv[2], environment: {}, region: 'r', print: () => {} })
    console.log('started')`
  const [companion] = await planCompanions({ server: { command: ['node'], port } }, freePorts)
  const child: ChildProcess = spawn(
    process.execPath,
    ['--input-type=module', '--eval', region, String(companion?.port), serviceDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (child.stdout) await once(createInterface(child.stdout), 'line')
  const url = companion && urlOf(companion)
  expect((await fetch(String(url))).status).toBe(200)

  child.kill('SIGKILL')

  const refused = () =>
    fetch(String(url)).then(
      () => false,
      () => true,
    )
  expect(await eventually(refused)).toBe(true)
})
