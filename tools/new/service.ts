/** `node tools/new/service.ts <folder>`: makes a repository for a service of one's own. */
import { execFileSync } from 'node:child_process'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { NotMade } from './names.ts'
import { newService } from './service/new-service.ts'

const usage = `node tools/new/service.ts <folder>       makes a repository for a service of your own

    --workflow <name>       its first workflow, started by POST /<name>; hello if not given
    --packages <folder>     where the tarballs of @sfs3/asl, client, console and local are; packed from this
                            repository if not given. They go into vendor/, as they are in no registry.

It has what workflows share (facade, process data, conventions), one small workflow with its tests, and none of the examples.
The folder is called after the service: small letters, digits and hyphens. Nothing is overwritten.
`

const options = { workflow: { type: 'string' }, packages: { type: 'string' }, help: { type: 'boolean' } } as const

try {
  const { values, positionals } = parsed()
  const [folder, more] = positionals
  if (more) throw new NotMade(`"${more}" is one word too many: write node tools/new/service.ts <folder>`)
  if (values.help) console.log(usage)
  else {
    const { workflow = 'hello', packages } = values
    const service = await newService(process.cwd(), folder, { workflow, packages })
    writeLockfile(service)
    console.log(`${relative(process.cwd(), service)} is a repository of its own. In it:

            git init && git add --all
            npm ci && npm start
Try it:     . .local/env
            curl -s -H "x-api-key: $APIKEY" -H 'prefer: wait=10' "$API_URL/${workflow}" -d '{"title":"A book"}'
Test it:    npm test
Change it:  README.md tells where things are`)
  }
} catch (error) {
  if (!(error instanceof NotMade)) throw error
  console.error(error.message)
  process.exitCode = 1
}

/** Writes down the versions that `npm ci` installs: those of this repository. */
function writeLockfile(service: string) {
  const npm = ['install', '--package-lock-only', '--ignore-scripts', '--prefer-offline']
  try {
    execFileSync('npm', npm, { cwd: service, stdio: ['ignore', 'ignore', 'inherit'], env: withoutSources() })
  } catch {
    throw new NotMade(`${service} is there, but npm could not write its package-lock.json: type npm install there.`)
  }
}

function parsed() {
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.(?: |$)/)
    throw new NotMade(`${sentence}: node tools/new/service.ts --help tells what there is.`)
  }
}

/** The new service has packages, not their sources. */
function withoutSources(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, npm_config_node_options: __, ...env } = process.env
  return env
}
