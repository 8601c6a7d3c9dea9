import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** CPU milliseconds of `count` small requests by a bare client to a server that only answers, both in this process. */
export async function httpAlone(count: number): Promise<number> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume()
    incoming.on('end', () => outgoing.end('{}'))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  const send = () =>
    new Promise<void>((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', method: 'PUT', agent }, (response) => {
        response.resume()
        response.on('end', resolve)
      })
      sent.on('error', reject)
      sent.end('{"property1":"p1"}')
    })
  for (let i = 0; i < 500; i++) await send() // warm
  const before = process.cpuUsage()
  for (let i = 0; i < count; i++) await send()
  const { user, system } = process.cpuUsage(before)
  agent.destroy()
  server.close()
  return (user + system) / 1000
}
