import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

/** Runs `use` against an app that listens on a free port of 127.0.0.1, then closes it. */
export async function listening<Result>(app: Express, use: (url: string) => Promise<Result>): Promise<Result> {
  const server: Server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}
