import { startRegion } from '../region.ts'
import type { Peer } from './peer.ts'

/** The local region as `npm start` runs it: durable, every policy evaluated. */
export async function startOurs(folder: string): Promise<Peer> {
  const began = performance.now()
  const region = await startRegion({ timeScale: 1, timeoutSeconds: 120, folder })
  const ms = performance.now() - began
  return {
    name: 'sfs3',
    url: region.AWS_ENDPOINT_URL,
    pid: region.pid,
    startMs: { endpoint: ms, service: ms },
    stop: region.stop,
  }
}
