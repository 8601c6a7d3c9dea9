import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Where the region listens; 0 takes a free port. */
export type Ports = {
  api: number
  aws: number
  /** The port of a companion: what the variable says, else the default. */
  companion(port: { env: string; default: number }): number
}

/** @throws Error that names the variable that is no port */
export function portsFrom(environment: NodeJS.ProcessEnv): Ports {
  const portIn = (variable: string, otherwise: number): number => {
    const text = environment[variable]
    const port = text ? Number(text) : otherwise
    if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
    throw new Error(`${variable} must be a port between 0 and 65535`)
  }
  return {
    api: portIn('SFS3_API_PORT', 3000),
    aws: portIn('SFS3_AWS_PORT', 4566),
    companion: (port) => portIn(port.env, port.default),
  }
}

/** All ports taken from what is free. */
export const freePorts: Ports = { api: 0, aws: 0, companion: () => 0 }

/** Somebody else listens there. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'

  constructor(port: number, variable: string) {
    super(`port ${port} is taken: stop what listens there, or choose another with ${variable}=<port>`)
  }
}

/** Gives a taken port its readable name. */
export async function listening<T>(port: number, variable: string, listen: Promise<T>): Promise<T> {
  return listen.catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new PortTaken(port, variable) : error
  })
}

/** This port if nobody listens there, for 0 one that is free. @throws the `listen` error, e.g. EADDRINUSE */
export async function freePort(port = 0): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return free
}
