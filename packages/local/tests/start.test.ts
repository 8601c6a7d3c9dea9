import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

let folder: string
let started: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-start-'))
  started = []
})
afterEach(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** `npm start` of a service, on free ports unless `environment` says otherwise. */
function start(serviceDir: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [resolve('packages/local/start.ts')], {
    cwd: serviceDir,
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: process.env.NODE_OPTIONS,
      NODE_COMPILE_CACHE: resolve('node_modules/.cache/sfs3'),
      ...{ SFS3_API_PORT: '0', SFS3_AWS_PORT: '0', SFS3_SAMPLE_PORT: '0', SFS3_DATA_DIR: join(folder, 'data') },
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  return child
}

/** What the command says when it cannot start, and its exit code. */
async function failure(child: ReturnType<typeof start>) {
  const [error, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit'), text(child.stdout)])
  return { exitCode, error }
}

/** A service with one function, in a folder of its own. */
function serviceWith(handler: string, more = '') {
  const serviceDir = join(folder, 'service')
  mkdirSync(serviceDir)
  symlinkSync(resolve('node_modules'), join(serviceDir, 'node_modules'))
  copyFileSync('package.json', join(serviceDir, 'package.json'))
  const serverless = `
service: one
provider: { name: aws, runtime: nodejs24.x, stage: dev, region: us-east-1 }
plugins: [serverless-esbuild, serverless-step-functions, '@sfs3/local']
functions: { one: { handler: ${handler} } }
${more}`
  writeFileSync(join(serviceDir, 'serverless.yml'), serverless)
  return serviceDir
}

test('a taken port is one line that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo

  const failed = await failure(start(process.cwd(), { SFS3_API_PORT: String(port) }))
  other.close()

  expect(failed).toEqual({
    exitCode: 1,
    error: `sfs3: port ${port} is taken: stop what listens there, or choose another with SFS3_API_PORT=<port>\n`,
  })
})

test('a broken serverless.yml is one line that says where', async () => {
  const { exitCode, error } = await failure(start(serviceWith('one.handler', 'functions: [')))

  expect(exitCode).toBe(1)
  expect(error).toMatch(/^sfs3: .*serverless\.yml.*\n$/)
})

test('a handler that does not exist is one line that names it', async () => {
  const { exitCode, error } = await failure(start(serviceWith('missing/one.handler')))

  expect(exitCode).toBe(1)
  expect(error).toMatch(/^sfs3: .*missing\/one.*\n$/)
})

/** A port that is free now. What is bundled for a given port is kept for the next start. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('SIGTERM ends it within a second, as a success; its bundles are kept', async () => {
  const port = await freePort()
  const bundles = join('.local/functions', String(port))
  const child = start(process.cwd(), { SFS3_AWS_PORT: String(port) })
  await new Promise<void>((ready) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('ready in') && ready())
  })
  const asked = performance.now()
  child.kill('SIGTERM')
  const [exitCode] = await once(child, 'exit')

  expect(exitCode).toBe(0)
  expect(performance.now() - asked).toBeLessThan(2000) // a second of it for a busy machine
  expect(existsSync(join(bundles, 'bundles.json'))).toBe(true)
  rmSync(bundles, { recursive: true })
})
