import { request } from 'node:http'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { isLoopback, readEndpoint } from '../server/endpoint.ts'
import { type ConsoleOptions, type RunningConsole, startConsole } from '../server/index.ts'
import { fakeStepFunctions } from './support/fake-step-functions.ts'

let aws: Awaited<ReturnType<typeof fakeStepFunctions>>
let page: RunningConsole

beforeEach(async () => {
  aws = await fakeStepFunctions()
  page = await start({})
})

afterEach(async () => {
  await page.stop()
  aws.stop()
})

const start = (options: Partial<ConsoleOptions>) =>
  startConsole({
    endpoint: aws.url,
    region: 'eu-west-1',
    mayWrite: true,
    port: 0,
    pace: { running: 5, ended: 5 },
    ...options,
  })

const post = (operation: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  fetch(`${page.url}/api/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

test('an operation is answered as Step Functions answers it, its errors by name', async () => {
  const listed = await post('ListStateMachines')
  const missing = await post('DescribeStateMachine', { stateMachineArn: 'x' })

  expect(await listed.json()).toEqual({
    stateMachines: [{ stateMachineArn: 'm', name: 'm', type: 'STANDARD', creationDate: '1970-01-01T00:00:01.000Z' }],
  })
  expect([missing.status, await missing.json()]).toEqual([
    400,
    { error: 'ExecutionDoesNotExist', message: 'no such execution' },
  ])
})

test('read-only, nothing that changes something reaches Step Functions', async () => {
  await page.stop()
  page = await start({ mayWrite: false })

  expect((await post('StopExecution', { executionArn: 'e' })).status).toBe(403)
  expect((await post('ListStateMachines')).status).toBe(200)
  expect(aws.asked).toEqual(['ListStateMachines'])
})

test('read-only, a state is tested only where that calls nothing', async () => {
  await page.stop()
  page = await start({ mayWrite: false })
  const tested = (definition: object, mock?: object) =>
    post('TestState', { definition: JSON.stringify(definition), input: '{}', mock }).then(({ status }) => status)
  const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true }

  expect(await tested(task)).toBe(403)
  expect(await tested({ Type: 'Pass', End: true })).toBe(200)
  expect(await tested(task, { result: '1' })).toBe(200)
})

test('what the console does not call cannot be called by it', async () => {
  const answers = await Promise.all(['DeleteStateMachine', '__proto__', 'constructor'].map((name) => post(name)))

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
  expect(aws.asked).toEqual([])
})

test('another page, another name for this machine, and a plain form are refused', async () => {
  const foreignOrigin = await post('StopExecution', {}, { origin: 'https://example.com' })
  const form = await post('StopExecution', {}, { 'content-type': 'text/plain' })
  const foreignHost = await statusWithHost('rebound.example.com')

  expect([foreignOrigin.status, form.status, foreignHost]).toEqual([403, 415, 403])
  expect(aws.asked).toEqual([])
})

test('nothing but the files of the page may run in it', async () => {
  const { headers } = await fetch(page.url)

  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /)
  expect(headers.get('content-security-policy')).not.toMatch(/unsafe|https?:/)
})

test('the page gets where it is, and no credentials', async () => {
  const config = / name="config" content="(.*?)">/.exec(await (await fetch(page.url)).text())?.[1]

  expect(JSON.parse((config ?? '').replaceAll('&quot;', '"'))).toEqual({
    endpoint: aws.url,
    region: 'eu-west-1',
    mayWrite: true,
    isLocal: false,
  })
})

const askRegion = async (operation: string) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${page.url}/region/${operation}`, { method: 'POST', headers, body: '{}' })
  return [response.status, await response.json()]
}

test('what only the local region tells is asked at its endpoint, and what is no such answer is refused', async () => {
  aws.state.region = { since: 5, more: true }
  expect(await askRegion('DescribeRegion')).toEqual([200, { since: 5 }])

  aws.state.region = { since: 'never' }
  expect(await askRegion('DescribeRegion')).toEqual([502, expect.objectContaining({ error: 'NoRegion' })])
  expect(await askRegion('DeleteRegion')).toEqual([404, expect.anything()])
})

test('read-only, the time of the local region is left alone', async () => {
  await page.stop()
  page = await start({ mayWrite: false })

  expect(await askRegion('SkipToNextTimer')).toEqual([403, expect.anything()])
  expect(aws.asked).toEqual([])
})

test('what happens arrives as it happens, once, also for a page that was away', async () => {
  aws.state.events = [{ id: 1, type: 'ExecutionStarted', timestamp: 1 }]
  const stream = await follow({})
  expect(await stream.next('events')).toMatchObject([{ id: 1, type: 'ExecutionStarted' }])

  aws.state.events = [...aws.state.events, { id: 2, type: 'PassStateEntered', timestamp: 2 }]
  expect(await stream.next('events')).toMatchObject([{ id: 2 }])

  aws.state.events = [...aws.state.events, { id: 3, type: 'ExecutionSucceeded', timestamp: 3 }]
  aws.state.status = 'SUCCEEDED'
  expect(await stream.next('events')).toMatchObject([{ id: 3 }])
  expect(await stream.next('execution')).toMatchObject({ status: 'SUCCEEDED' })
  stream.close()

  const again = await follow({ 'last-event-id': '2' })
  expect(await again.next('events')).toMatchObject([{ id: 3 }])
  again.close()
})

test('an endpoint that is gone is said, and what happened meanwhile is shown when it is back', async () => {
  aws.state.events = [{ id: 1, type: 'ExecutionStarted', timestamp: 1 }]
  const stream = await follow({})
  await stream.next('events')

  aws.state.gone = true
  expect(await stream.next('trouble')).toMatchObject({ error: expect.any(String), message: expect.any(String) })

  aws.state.events = [...aws.state.events, { id: 2, type: 'ExecutionSucceeded', timestamp: 2 }]
  aws.state.status = 'SUCCEEDED'
  aws.state.gone = false
  expect(await stream.next('events')).toMatchObject([{ id: 2 }])
  expect(await stream.next('execution')).toMatchObject({ status: 'SUCCEEDED' })
  stream.close()
})

test('only this machine counts as loopback, and an endpoint is a URL', () => {
  const names = ['http://127.0.0.1:4566', 'http://localhost:1', 'http://[::1]:2', 'http://127.evil.com', undefined]

  expect(names.map(isLoopback)).toEqual([true, true, true, false, false])
  expect(readEndpoint('http://127.0.0.1:4566/')).toBe('http://127.0.0.1:4566')
  expect(() => readEndpoint('127.0.0.1:4566')).toThrow(/^the endpoint must be a URL/)
})

/** Reads server-sent events one by one, those of one name. */
async function follow(headers: Record<string, string>) {
  const gone = new AbortController()
  const response = await fetch(`${page.url}/live?executionArn=e`, { headers, signal: gone.signal })
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  return {
    close: () => gone.abort(),
    async next(name: string): Promise<unknown> {
      for (;;) {
        const end = text.indexOf('\n\n')
        const block = text.slice(0, Math.max(end, 0))
        text = text.slice(end < 0 ? 0 : end + 2)
        if (block.includes(`event: ${name}\n`)) return JSON.parse(block.slice(block.indexOf('data: ') + 6))
        if (end >= 0) continue
        const { value } = (await reader?.read()) ?? {}
        if (!value) throw new Error('the stream ended')
        text += decoder.decode(value, { stream: true })
      }
    },
  }
}

function statusWithHost(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(page.url, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
