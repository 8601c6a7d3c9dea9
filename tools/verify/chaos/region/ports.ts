import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Random } from '../random.ts'
import type { Ports } from './region.ts'

/** Below the ports that systems give to connections by themselves: none of them is taken while the region is dead. */
const [lowest, highest] = [20_000, 32_000]

/** Four ports of 127.0.0.1 that nothing listens on. */
export async function choosePorts(random: Random): Promise<Ports> {
  const chosen: number[] = []
  while (chosen.length < 4) {
    const port = random.between(lowest, highest)
    if (!chosen.includes(port) && (await isFree(port))) chosen.push(port)
  }
  const [api = 0, aws = 0, sample = 0, console = 0] = chosen
  return { api, aws, sample, console }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
