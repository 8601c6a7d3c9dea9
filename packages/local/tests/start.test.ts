import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

const fixture = join(import.meta.dirname, 'support/service')

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
  const child = spawn(process.execPath, [join(import.meta.dirname, '../start.ts')], {
    cwd: serviceDir,
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: process.env.NODE_OPTIONS,
      NODE_COMPILE_CACHE: resolve('node_modules/.cache/sfs3'),
      ...{ SFS3_API_PORT: '0', SFS3_AWS_PORT: '0', SFS3_DATA_DIR: join(folder, 'data') },
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

/** A service with one function and no API, in a folder of its own. */
function serviceWith(handler: string, more = '') {
  const serviceDir = join(folder, 'service')
  mkdirSync(serviceDir)
  symlinkSync(resolve('node_modules'), join(serviceDir, 'node_modules'))
  writeFileSync(join(serviceDir, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(serviceDir, 'one.ts'), 'export const handler = async () => 1')
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

  const failed = await failure(start(fixture, { SFS3_API_PORT: String(port) }))
  other.close()

  expect(failed).toEqual({
    exitCode: 1,
    error: `sfs3: port ${port} is taken: stop what listens there, or choose another with SFS3_API_PORT=<port>\n`,
  })
})

test('a second one on the same data folder is one line that says who is there, and opens nothing', async () => {
  const first = start(fixture)
  await ready(first)
  const kept = join(folder, 'data/contents/half-an-upload')
  mkdirSync(join(folder, 'data/contents'), { recursive: true })
  writeFileSync(kept, 'half')

  const second = await failure(start(fixture))

  expect(second.exitCode).toBe(1)
  expect(second.error).toMatch(
    /^sfs3: the data folder \S+ is in use by process \d+, which has run since [-\d]+ [:\d]+ UTC and listens on \d+ and \d+: stop it, or .*\n$/,
  )
  expect(second.error).toContain(` process ${first.pid}, `)
  expect(readFileSync(kept, 'utf8')).toBe('half')
})

test('a broken serverless.yml is one line that says where', async () => {
  const { exitCode, error } = await failure(start(serviceWith('one.handler', 'functions: [')))

  expect(exitCode).toBe(1)
  expect(error).toMatch(/^sfs3: .*serverless\.yml.*\n$/)
})

/** What it prints until it is ready. */
function ready(child: ReturnType<typeof start>): Promise<string> {
  let printed = ''
  return new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      printed += chunk
      if (printed.includes('ready in')) resolve(printed)
    })
  })
}

/** The variables of `.local/env`, which is beside the data folder. */
const variables = () =>
  readFileSync(join(folder, 'env'), 'utf8')
    .split('\n')
    .map((line) => line.split('=')[0])

test('a service that says nothing gets its addresses and key, and its routes are named', async () => {
  const printed = await ready(start(fixture))

  expect(variables()).toEqual(['API_URL', 'APIKEY', 'AWS_ENDPOINT_URL', ''])
  expect(printed).toMatch(/^ {2}POST {3}http:\/\/127\.0\.0\.1:\d+\/test\/echo {3}\(x-api-key\)$/m)
  expect(printed).toMatch(/^ {2}ANY {4}http:\/\/127\.0\.0\.1:\d+\/test\/open\/\{name\}$/m)
})

test('a service without an API starts as well', async () => {
  const printed = await ready(start(serviceWith('one.handler')))

  expect(variables()).toEqual(['AWS_ENDPOINT_URL', ''])
  expect(printed).not.toContain('API')
})

test('a handler that does not exist and a definition that is none keep nothing else from starting, and are named', async () => {
  const machine = '{ definition: { StartAt: Nowhere, States: { A: { Type: Succeed } } } }'
  const child = start(serviceWith('missing/one.handler', `stepFunctions: { stateMachines: { bad: ${machine} } }`))
  const [printed] = await Promise.all([text(child.stderr), ready(child).then(() => child.kill())])

  expect(printed.split('\n')).toEqual([
    'not run locally: AWS::Lambda::Function OneLambdaFunction: answers with an error: serverless.yml:5: handler missing/one.handler does not exist: there is no missing/one.ts',
    expect.stringMatching(
      /^not run locally: one-dev-Bad[\w-]+: Missing 'Next' target: Nowhere\. The states there are A\./,
    ),
    'not run locally: AWS::Logs::LogGroup OneLogGroup: what functions write is printed, and goes nowhere else',
    '',
  ])
})

test('a wrong option is one line that names it', async () => {
  const { exitCode, error } = await failure(start(serviceWith('one.handler', 'custom: { local: { enviroment: {} } }')))

  expect(exitCode).toBe(1)
  expect(error).toBe('sfs3: custom.local: Unrecognized key: "enviroment"\n')
})

test('what is saved the moment it is ready is reloaded, and every later save too', async () => {
  const serviceDir = serviceWith('one.handler')
  const child = start(serviceDir)
  await ready(child)
  const reloads = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  for (const round of [1, 2, 3]) {
    writeFileSync(join(serviceDir, 'one.ts.new'), `export const handler = async () => 'saved ${round}'`)
    renameSync(join(serviceDir, 'one.ts.new'), join(serviceDir, 'one.ts'))
    expect(await reloads.next()).toEqual({ done: false, value: 'reloaded one.ts' })
  }
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
  const bundles = join(fixture, '.local/functions', String(port))
  const child = start(fixture, { SFS3_AWS_PORT: String(port) })
  await ready(child)
  const asked = performance.now()
  child.kill('SIGTERM')
  const [exitCode] = await once(child, 'exit')

  expect(exitCode).toBe(0)
  expect(performance.now() - asked).toBeLessThan(2000) // a second of it for a busy machine
  expect(existsSync(join(bundles, 'bundles.json'))).toBe(true)
  rmSync(bundles, { recursive: true })
})
