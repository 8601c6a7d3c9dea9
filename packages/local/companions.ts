import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import type { Companion, LocalOptions } from './local-options.ts'
import { freePort, listening, type Ports } from './ports.ts'

/** A companion with the port it will listen on. */
export type PlannedCompanion = { name: string; command: readonly string[]; port: number | undefined }

export type RunningCompanion = { stop(): Promise<void> }

/** Chooses the ports of the companions. @throws PortTaken, Error that names the variable that is no port */
export async function planCompanions(run: LocalOptions['run'], ports: Ports): Promise<PlannedCompanion[]> {
  const planned: PlannedCompanion[] = []
  for (const [name, { command, port }] of Object.entries(run)) {
    planned.push({ name, command, port: port && (await chosen(port, ports)) })
  }
  return planned
}

async function chosen(port: NonNullable<Companion['port']>, ports: Ports): Promise<number> {
  const wanted = ports.companion(port)
  return listening(wanted, port.env, freePort(wanted))
}

/** `http://127.0.0.1:3030`, if it listens on a port. */
export function urlOf({ port }: PlannedCompanion): string | undefined {
  return port === undefined ? undefined : `http://127.0.0.1:${port}`
}

/** Ends a Node process with the one that started it, even if that is killed. Its own children have no channel. */
const endWithParent = 'process.channel && process.on("disconnect", () => process.exit()) && process.channel.unref()'

/** A companion that has not opened its port by then never will. */
const patienceMs = 60_000

export type CompanionSurroundings = {
  serviceDir: string
  /** Its settings beside the developer's credentials; of the shell it gets PATH and NODE_OPTIONS alone. */
  environment: Readonly<Record<string, string>>
  region: string
  print: (line: string) => void
}

/**
 * Runs a companion as the process of its own that it is anywhere else; resolves when its port accepts connections.
 * `node` is the Node that runs the region.
 * @throws Error when it ends sooner, with the last line it wrote
 */
export async function startCompanion(
  companion: PlannedCompanion,
  { serviceDir, environment, region, print }: CompanionSurroundings,
): Promise<RunningCompanion> {
  const { command, port } = companion
  const [program = '', ...args] = command
  const nodeOptions = `${process.env.NODE_OPTIONS ?? ''} --import data:text/javascript,${encodeURIComponent(endWithParent)}`
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    cwd: serviceDir,
    env: {
      ...environment,
      PATH: process.env.PATH,
      NODE_OPTIONS: nodeOptions.trim(),
      ...{ AWS_REGION: region, AWS_ACCESS_KEY_ID: 'developer', AWS_SECRET_ACCESS_KEY: 'local' },
      ...(port !== undefined && { PORT: String(port) }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve()
      child.once('exit', () => resolve())
      child.kill('SIGTERM')
    })
  try {
    await ready(child, companion, print)
  } catch (error) {
    await stop()
    if (child.connected) child.disconnect() // A program that is not there leaves the channel open.
    throw error
  }
  return { stop }
}

async function ready(child: ChildProcess, companion: PlannedCompanion, print: (line: string) => void): Promise<void> {
  const { name, port } = companion
  const url = urlOf(companion)
  let lastLine = ''
  for (const output of [child.stdout, child.stderr]) {
    if (!output) continue
    createInterface({ input: output }).on('line', (line) => {
      lastLine = line
      // Where it listens is in the welcome.
      if (url === undefined || !line.includes(url)) print(`${name} ${line}`)
    })
  }
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(new Error(`custom.local.run.${name}: ${error.message}`)))
  })
  if (port === undefined) return

  let ended: string | undefined
  child.once('close', (exitCode, signal) => {
    ended = `ended with ${signal ?? `exit code ${exitCode}`}${lastLine && `: ${lastLine}`}`
  })
  const giveUpAt = performance.now() + patienceMs
  while (!(await accepts(port))) {
    if (ended !== undefined) throw new Error(`custom.local.run.${name} ${ended}`)
    if (performance.now() > giveUpAt)
      throw new Error(`custom.local.run.${name} does not listen on port ${port}, which it was given as PORT`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
