import { realClock } from '../../../../packages/local/clock/real-clock.ts'
import { compileService, lastCompiled } from '../../../../packages/local/cloudformation/compiler.ts'
import { portsFrom } from '../../../../packages/local/ports.ts'
import { startRegion } from '../../../../packages/local/region.ts'
import { Random } from '../random.ts'

/**
 * The region as `npm start` runs it, whose events come late or twice, and those of the ends of executions get lost.
 * Arguments: the data folder, the seed.
 */
const [dataDir = '', seed = '0'] = process.argv.slice(2)
const random = new Random(Number(seed))
const serviceDir = process.cwd()

const region = await startRegion({
  serviceDir,
  compiled: compileService(serviceDir),
  previous: lastCompiled(serviceDir),
  dataDir,
  ports: portsFrom(process.env),
  clock: realClock({ timeScale: Number(process.env.SFS3_TIME_SCALE ?? 1) }),
  warmUp: true,
  disturb(event) {
    const copies = event.source === 'aws.states' && random.chance(0.3) ? 0 : random.chance(0.3) ? 2 : 1
    return { copies, delayMs: random.chance(0.3) ? random.between(0, 3000) : 0 }
  },
  print: () => {},
  warn: (line) => console.error(line),
})
process.once('SIGTERM', () => void region.stop().then(() => process.exit(0)))
