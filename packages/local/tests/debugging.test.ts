import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { inspectPort } from '../debugging/inspector.ts'
import { TestDebugger } from './support/debugger.ts'

const launcher = join(import.meta.dirname, '../launch.cjs')

/** One function with the shortest timeout that there is. */
const service = `
service: one
provider: { name: aws, runtime: nodejs24.x, stage: dev, region: us-east-1, timeout: 1 }
plugins: [serverless-esbuild, serverless-step-functions, '@sfs3/local']
custom: { esbuild: { format: esm, outputFileExtension: .mjs, minify: true } }
functions: { double: { handler: steps/double.handler } }
`
const source = `type Event = { amount: number }

export async function handler({ amount }: Event) {
  const doubled = amount * 2
  return { doubled }
}
`

let folder: string
let child: ChildProcess
let printed = ''
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sfs3-debugging-')))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, 'steps'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'serverless.yml'), service)
  writeFileSync(join(folder, 'steps/double.ts'), source)
  child = start([], '--inspect=0')
  await new Promise<void>((ready) => {
    for (const output of [child.stdout, child.stderr])
      output?.on('data', (chunk) => {
        printed += chunk
        if (printed.includes('ready in')) ready()
      })
  })
})
afterAll(() => {
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** `sls local` in that folder, on free ports. The region alone gets what NODE_OPTIONS says of an inspector. */
function start(args: string[], nodeOptions = '') {
  return spawn(process.execPath, [launcher, ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS} ${nodeOptions}`,
      NODE_COMPILE_CACHE: resolve('node_modules/.cache/sfs3'),
      ...{ SFS3_API_PORT: '0', SFS3_AWS_PORT: '0' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

test('a breakpoint in a function is hit, and its timeout waits until it goes on', async () => {
  const [, address = ''] = /Debugger +(127\.0\.0\.1:\d+)/.exec(printed) ?? []
  const [, endpoint = ''] = /AWS +(http:\/\/\S+)/.exec(printed) ?? []
  const lambda = new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'developer', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  const double = join(folder, 'steps/double.ts')
  const attached = await TestDebugger.attach(address, join(folder, '.local/functions'), { source: double, line: 4 })

  const invoked = lambda.send(new InvokeCommand({ FunctionName: 'one-dev-double', Payload: '{"amount":21}' }))
  const pause = await attached.paused()
  expect(pause).toMatchObject({ source: double, line: 4 })
  expect(await pause.evaluate('amount')).toBe(21)
  await pause.evaluate('for (const end = Date.now() + 1300; Date.now() < end; ) {}') // longer than its timeout
  await pause.resume()

  const { FunctionError, Payload } = await invoked
  expect([FunctionError, Buffer.from(Payload ?? []).toString()]).toEqual([undefined, '{"doubled":42}'])
  expect(printed).toContain('one-dev-double is paused for a debugger; timeouts wait with it\n')

  // Paused again, with the debugger attached, it ends all the same.
  lambda.send(new InvokeCommand({ FunctionName: 'one-dev-double', Payload: '{"amount":1}' })).catch(() => {})
  await attached.paused()
  const asked = performance.now()
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(performance.now() - asked).toBeLessThan(2000) // a second of it for a busy machine
  lambda.destroy()
})

test('a port that is taken is a sentence that says what to type', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const second = start([`--inspect=${port}`])
  const [error, [exitCode]] = await Promise.all([text(second.stderr), once(second, 'exit'), text(second.stdout)])
  other.close()

  expect({ exitCode, error }).toEqual({
    exitCode: 1,
    error: `sfs3: port ${port} is taken: stop what listens there (with NODE_OPTIONS=--inspect npm itself does, so leave it out and type npm run debug), or choose another with --inspect=<port>\n`,
  })
})

test('the port of --inspect', () => {
  expect(inspectPort(['--stage', 'dev'])).toEqual({ port: undefined, others: ['--stage', 'dev'] })
  expect(inspectPort(['--inspect', '--stage', 'dev'])).toEqual({ port: 9229, others: ['--stage', 'dev'] })
  expect(inspectPort(['--inspect=9230'])).toEqual({ port: 9230, others: [] })
  expect(() => inspectPort(['--inspect=x'])).toThrow('--inspect=x: the port must be between 0 and 65535')
})
