import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '../../packages/local/clock/real-clock.ts'
import { compileService } from '../../packages/local/cloudformation/compiler.ts'
import { freePorts } from '../../packages/local/ports.ts'
import { type Region, startRegion } from '../../packages/local/region.ts'

/** The service of this folder in a region of its own: free ports, an empty data folder that goes when it is stopped. */
export async function startDemoRegion(options: { timeScale: number }): Promise<Region> {
  const serviceDir = process.cwd()
  const dataDir = mkdtempSync(join(tmpdir(), 'sfs3-demo-'))
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  try {
    const region = await startRegion({
      serviceDir,
      compiled: compileService(serviceDir),
      dataDir,
      ports: freePorts,
      clock: realClock(options),
      companions: true,
      warmUp: true,
    })
    const { stop } = region
    return Object.assign(region, {
      stop: async () => {
        await stop()
        remove()
      },
    })
  } catch (error) {
    remove()
    throw error
  }
}
