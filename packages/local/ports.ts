import * as z from 'zod'

const Port = (otherwise: number) => z.coerce.number().int().min(0).max(65535).default(otherwise)

const Environment = z.object({
  SFS3_API_PORT: Port(3000),
  SFS3_AWS_PORT: Port(4566),
  SFS3_SAMPLE_PORT: Port(3030),
})

/** Where the region listens; 0 takes a free port. */
export type Ports = { api: number; aws: number; sample: number }

/** @throws Error that names the variable that is no port */
export function portsFrom(environment: NodeJS.ProcessEnv): Ports {
  const parsed = Environment.safeParse(environment)
  if (parsed.success) {
    const { SFS3_API_PORT, SFS3_AWS_PORT, SFS3_SAMPLE_PORT } = parsed.data
    return { api: SFS3_API_PORT, aws: SFS3_AWS_PORT, sample: SFS3_SAMPLE_PORT }
  }
  const names = parsed.error.issues.map(({ path }) => path.join('.'))
  throw new Error(`${names.join(', ')} must be a port between 0 and 65535`)
}

/** All ports taken from what is free. */
export const freePorts: Ports = { api: 0, aws: 0, sample: 0 }

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
