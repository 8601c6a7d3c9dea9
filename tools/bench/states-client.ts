import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'

/** Memory held, CPU time spent so far, executions that are open. */
export type Usage = { bytes: number; cpuMs: number; open: number }

export type StatesServer = {
  call(operation: string, body: object): Promise<{ [member: string]: unknown }>
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** Starts a server and gives a client that costs as little as possible, so that the server is what is measured. */
export async function startStatesServer(dataDir: string, file = './states-server.ts'): Promise<StatesServer> {
  const program = new URL(file, import.meta.url).pathname
  const child: ChildProcess = fork(program, [dataDir], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc'],
  })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  const agent = new Agent({ keepAlive: true })

  return {
    call(operation, body) {
      return new Promise((resolve, reject) => {
        const headers = {
          'x-amz-target': `AWSStepFunctions.${operation}`,
          'content-type': 'application/x-amz-json-1.0',
          authorization: 'AWS4-HMAC-SHA256 Credential=developer/20260101/us-east-1/states/aws4_request, Signature=x',
        }
        const sent = request(url, { method: 'POST', agent, headers }, (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk) => (text += chunk))
          response.on('end', () => {
            const answer = JSON.parse(text) as { [member: string]: unknown }
            if (response.statusCode === 200) resolve(answer)
            else reject(new Error(text))
          })
        })
        sent.on('error', reject)
        sent.end(JSON.stringify(body))
      })
    },
    async usage() {
      child.send('usage')
      const [answer] = (await once(child, 'message')) as [Usage]
      return answer
    },
    async stop() {
      agent.destroy()
      const exit = once(child, 'exit')
      child.kill()
      await exit
    },
  }
}

/** Does `work` again and again with so many at once for so long; returns how often it was done, and that per second. */
export async function repeat(atOnce: number, forMs: number, work: () => Promise<void>) {
  let done = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() - started < forMs) {
        await work()
        done++
      }
    }),
  )
  return { done, perSecond: (done / (performance.now() - started)) * 1000 }
}
