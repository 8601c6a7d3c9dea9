import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Reads each request and says that all is well: what HTTP alone costs on this machine. Speaks as `states-server.ts` does. */
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.end('{"executionArn":"arn","status":"SUCCEEDED"}'))
})
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ bytes: process.memoryUsage().rss, cpuMs: (user + system) / 1000, open: 0 })
})
process.on('SIGTERM', () => process.exit(0))
