import { writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { realClock } from './clock/real-clock.ts'
import { compileService, lastCompiled } from './cloudformation/compiler.ts'
import { closeInspector, inspectPort, openInspector } from './debugging/inspector.ts'
import { watchService } from './hot-reload.ts'
import { portsFrom } from './ports.ts'
import { type Region, startRegion } from './region.ts'
import { welcome } from './welcome.ts'

/** Runs the service of this folder until a signal comes. Arguments are those of `sls package`: `--stage`, `--param`; and `--inspect`. */
async function main(given: string[]) {
  const began = performance.now()
  const serviceDir = process.cwd()
  const { port, others: args } = inspectPort(given)
  if (port !== undefined) await openInspector(port)
  const dataDir = resolve(process.env.SFS3_DATA_DIR || '.local/data')
  const stopped = new Promise<void>((stop) => {
    process.once('SIGINT', () => stop())
    process.once('SIGTERM', () => stop())
  })
  const starting = startRegion({
    serviceDir,
    compiled: compileService(serviceDir, args),
    previous: lastCompiled(serviceDir),
    dataDir,
    ports: portsFrom(process.env),
    clock: realClock({ timeScale: timeScaleFrom(process.env) }),
    companions: true,
    quotas: process.env.SFS3_AWS_QUOTAS === '1',
    warmUp: true,
    print: (line) => console.log(line),
    warn: (line) => console.warn(line),
  })
  // Whoever stops it while it starts need not wait for the rest.
  const region = await Promise.race([starting, stopped])
  if (!region) process.exit(0)

  const unwatch = watchService(serviceDir, region, {
    compile: () => compileService(serviceDir, args),
    print: (line) => console.log(line),
  })
  writeEnvironment(join(dirname(dataDir), 'env'), region)
  console.log(welcome(region, performance.now() - began))

  await stopped
  unwatch()
  setTimeout(() => process.exit(0), 700).unref()
  closeInspector() // else the process waits until the debugger lets go of it
  await region.stop()
  process.exit(0)
}

function timeScaleFrom({ SFS3_TIME_SCALE = '1' }: NodeJS.ProcessEnv): number {
  const timeScale = Number(SFS3_TIME_SCALE)
  if (timeScale > 0 && Number.isFinite(timeScale)) return timeScale
  throw new Error('SFS3_TIME_SCALE must be a positive number')
}

/** Beside the data folder: `.local/env`, to be read with `. .local/env` */
function writeEnvironment(file: string, { environment }: Region) {
  const lines = Object.entries(environment).map(([name, value]) => `${name}='${value}'\n`)
  writeFileSync(file, lines.join(''), { mode: 0o600 })
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`sfs3: ${error instanceof Error ? error.message : error}`)
  if (process.env.SFS3_DEBUG) console.error(error)
  process.exit(1)
})
