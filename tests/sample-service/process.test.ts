import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { expect, test } from '@jest/globals'
import { eventually } from '../../packages/local/testing/state-machines.ts'

test('the sample service ends with the region that started it, even if that is killed', async () => {
  const module = JSON.stringify(pathToFileURL(resolve('packages/local/sample-service.ts')).href)
  const region = `
    import { startSampleService } from ${module}
    const [START_ENDPOINT, STATE_ENDPOINT, DATA_ENDPOINT] = Array(3).fill('http://127.0.0.1:1')
    const environment = { START_ENDPOINT, STATE_ENDPOINT, DATA_ENDPOINT, APIKEY: 'key' }
    const { url } = await startSampleService('sample-service/server.ts', environment, 0, console.error)
    console.log(url)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', region], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  expect((await fetch(`${url}/nothing`)).status).toBe(404)

  child.kill('SIGKILL')

  const refused = () =>
    fetch(url).then(
      () => false,
      () => true,
    )
  expect(await eventually(refused)).toBe(true)
})
