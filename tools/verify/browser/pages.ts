import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of pages, as others have one. What it is sent it takes. */
export type Pages = {
  /** `http://<host>:<port>` */
  origin: string
  /** `POST /path`, in order. */
  requests: string[]
  stop(): void
}

/** Starts it on a free port of 127.0.0.1; every path is an empty page. `host` is a name that Chromium takes for this machine. */
export async function startPages(host: `${string}.example`): Promise<Pages> {
  const requests: string[] = []
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>a page</title><body></body>')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    requests,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
