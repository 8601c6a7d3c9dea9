import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { startChecks } from './checks.ts'
import { realClock } from './clock/real-clock.ts'
import { compileService, lastCompiled } from './cloudformation/compiler.ts'
import { closeInspector, inspectPort, openInspector } from './debugging/inspector.ts'
import { watchService } from './hot-reload.ts'
import { portsFrom } from './ports.ts'
import { type Region, startRegion } from './region.ts'
import { type LogFormat, logLevels } from './services/lambda/logs.ts'
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
    mockConfig: mockConfigFrom(process.env, serviceDir),
    warmUp: true,
    logs: logFormatFrom(process.env, process.stdout),
    print: (line) => console.log(line),
    warn: (line) => console.warn(line),
  })
  // Whoever stops it while it starts need not wait for the rest.
  const region = await Promise.race([starting, stopped])
  if (!region) process.exit(0)

  const checks = startChecks(region.options.check, { serviceDir, print: (line) => console.warn(line) })
  const unwatch = watchService(serviceDir, region, {
    compile: () => compileService(serviceDir, args),
    print: (line) => console.log(line),
    saved: checks.saved,
  })
  const environmentFile = join(dirname(dataDir), 'env')
  writeEnvironment(environmentFile, region)
  console.log(
    welcome(region, { tookMs: performance.now() - began, environmentFile: shownFrom(serviceDir, environmentFile) }),
  )

  await stopped
  unwatch()
  checks.stop()
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

/** For people on a terminal, for programs in a pipe. @see https://no-color.org */
function logFormatFrom(
  { SFS3_LOG_LEVEL = 'INFO', NO_COLOR }: NodeJS.ProcessEnv,
  { isTTY }: NodeJS.WriteStream,
): LogFormat {
  const level = logLevels.find((one) => one === SFS3_LOG_LEVEL?.toUpperCase())
  if (SFS3_LOG_LEVEL && !level) throw new Error(`SFS3_LOG_LEVEL must be one of ${logLevels.join(', ')}`)
  if (!isTTY) return { level, as: 'json' }
  return { level, as: NO_COLOR ? 'text' : 'colours' }
}

/** As it can be typed in the folder of the service, if it is not far away. */
function shownFrom(serviceDir: string, file: string): string {
  const path = relative(serviceDir, file)
  return path.startsWith('..') ? file : path
}

/** As AWS Step Functions Local finds it: what SFN_MOCK_CONFIG says, else MockConfigFile.json where it was started. */
function mockConfigFrom({ SFN_MOCK_CONFIG }: NodeJS.ProcessEnv, serviceDir: string): string | undefined {
  if (SFN_MOCK_CONFIG) return resolve(SFN_MOCK_CONFIG)
  const file = join(serviceDir, 'MockConfigFile.json')
  return existsSync(file) ? file : undefined
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
