import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of pages, as somebody else has one. What it is sent it takes. */
export type Pages = {
  /** `http://evil.example:<port>` */
  origin: string
  /** `POST /path`, in order. */
  requests: string[]
  stop(): void
}

/** Starts it on a free port of 127.0.0.1; every path is an empty page. */
export async function startPages(): Promise<Pages> {
  const requests: string[] = []
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>a page</title><body></body>')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://evil.example:${(server.address() as AddressInfo).port}`,
    requests,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
