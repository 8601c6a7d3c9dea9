import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile, type Serverless } from './cloudformation/compile.ts'

type Options = { out?: string }

/** `sls local` runs the service on this machine; `sls local compile` only compiles what it would run. */
export default class LocalRegion {
  readonly commands = {
    local: {
      usage: 'Run the service in a local region on 127.0.0.1: no AWS account needed',
      lifecycleEvents: ['start'],
      commands: {
        compile: {
          usage: 'Write the compiled service to a file, as the local region reads it',
          lifecycleEvents: ['compile'],
          options: { out: { usage: 'The file to write', type: 'string', required: true } },
        },
      },
    },
  }
  readonly hooks: Record<string, () => Promise<void>>

  constructor(serverless: Serverless, options: Options) {
    this.hooks = {
      'local:start': async () => becomeTheRegion(process.argv.slice(3)),
      'local:compile:compile': async () => {
        const compiled = await compile(serverless)
        writeFileSync(join(serverless.serviceDir, options.out ?? ''), JSON.stringify(compiled))
      },
    }
  }
}

/** As in `npm start`. */
const leanHeaps = ['--max-semi-space-size=2', '--heap-growing-percent=50']

/** The region is a process of its own: a quarter of the memory, as none of the Serverless Framework is in it. */
function becomeTheRegion(args: string[]) {
  const command = [...leanHeaps, fileURLToPath(new URL('./start.ts', import.meta.url)), ...args]
  const env = { MALLOC_ARENA_MAX: '2', ...process.env }
  if (process.platform !== 'win32') process.execve?.(process.execPath, [process.execPath, ...command], env)
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit', env })
  process.exit(status ?? 1)
}
