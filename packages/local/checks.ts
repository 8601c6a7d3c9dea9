import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { delimiter, join } from 'node:path'
import type { LocalOptions } from './local-options.ts'

/** The region has just started: let it answer first. */
const firstAfterMs = 1000

/** A save is followed by another one, and first of all by what it reloads. */
const settleMs = 300

/** What a check says at most; whoever runs it by hand sees the rest. */
const mostLines = 20

export type Checks = {
  /** Something was saved: what a check said may no longer hold. */
  saved(): void
  stop(): void
}

/**
 * Runs the commands of `custom.local.check` behind the developer's back, one after the other and giving way to all else: after the
 * start and after each save. Says what they say when they fail, once, and when nothing is wrong any more.
 */
export function startChecks(
  checks: LocalOptions['check'],
  { serviceDir, print }: { serviceDir: string; print: (line: string) => void },
): Checks {
  const said = new Map<string, string>()
  let running: ChildProcess | undefined
  let turn = 0
  let waiting: NodeJS.Timeout | undefined

  const round = async () => {
    const mine = ++turn
    for (const [name, command] of Object.entries(checks)) {
      const { exitCode, output } = await result(command, serviceDir, (child) => {
        running = child
      })
      if (mine !== turn) return
      const problems = exitCode === 0 ? '' : output.trim() || `${command.join(' ')} ended with exit code ${exitCode}`
      const before = said.get(name) ?? ''
      said.set(name, problems)
      if (problems === before) continue
      if (problems === '') print(`${name}: nothing is wrong any more`)
      const lines = problems.split('\n')
      for (const line of problems === '' ? [] : lines.slice(0, mostLines)) print(`${name}: ${line}`)
      if (lines.length > mostLines)
        print(`${name}: and ${lines.length - mostLines} lines more, by ${command.join(' ')}`)
    }
  }
  const later = (ms: number) => {
    clearTimeout(waiting)
    turn++
    running?.kill()
    waiting = setTimeout(() => void round(), ms)
  }
  if (Object.keys(checks).length === 0) return { saved() {}, stop() {} }
  later(firstAfterMs)
  return {
    saved: () => later(settleMs),
    stop() {
      clearTimeout(waiting)
      turn++
      running?.kill()
    },
  }
}

function result(
  [program = '', ...args]: readonly string[],
  serviceDir: string,
  started: (child: ChildProcess) => void,
): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    cwd: serviceDir,
    env: { ...process.env, PATH: [join(serviceDir, 'node_modules/.bin'), process.env.PATH].join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ exitCode: 1, output: error.message }))
    child.once('spawn', () => giveWay(child))
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
}

function giveWay({ pid }: ChildProcess) {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended, or the system does not allow it.
  }
}
