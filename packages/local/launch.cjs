const { spawn } = require('node:child_process')
const inspector = require('node:inspector')
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')

/** In its own repository the package runs from source: what is in `dist` there may be old. */
const fromSource = existsSync(join(__dirname, 'start.ts'))

/** A module of this package: its source in the repository, what was built from it where it is installed. */
const moduleFile = (name) => (fromSource ? join(__dirname, `${name}.ts`) : join(__dirname, 'dist', `${name}.js`))

/** A small heap that is collected often: each function has one of its own, in a worker thread. */
const leanHeaps = ['--max-semi-space-size=2', '--heap-growing-percent=50']

/**
 * Runs the region in a process of its own, with Node.js 24 or later: it takes the place of this one where the system can do that.
 * @param {string[]} args what `sls package` would be given, `--stage`, `--param`; and `--inspect`
 * @param {string} entry the module that runs it
 * @returns {Promise<never>}
 */
async function launch(args, entry = 'start') {
  const node = nodeForRegion(process.cwd())
  if (!node) {
    const advice = 'add it to the project with: npm install --save-dev node@24'
    console.error(`sfs3: the local region needs Node.js 24 or later, and this is ${process.version}; ${advice}`)
    process.exit(1)
  }
  const { nodeOptions, inspect } = withoutInspect(process.env.NODE_OPTIONS)
  const command = [...leanHeaps, moduleFile(entry), ...inspect, ...args]
  inspector.close() // The region listens at that port instead.
  const env = {
    MALLOC_ARENA_MAX: '2',
    NODE_COMPILE_CACHE: join(process.cwd(), 'node_modules', '.cache', 'sfs3'),
    ...process.env,
    NODE_OPTIONS: fromSource ? withSourceCondition(nodeOptions) : nodeOptions,
  }
  if (process.platform !== 'win32' && process.execve) process.execve(node, [node, ...command], env)

  const child = spawn(node, command, { stdio: 'inherit', env })
  process.on('SIGINT', () => {}) // The terminal sends it to both.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const exitCode = await new Promise((resolve) => child.once('exit', resolve))
  process.exit(exitCode ?? 1)
}

/** The Node.js that runs this if it is new enough, else the one that the project has installed as the package `node`. */
function nodeForRegion(projectDir) {
  if (isNewEnough(process.versions.node)) return process.execPath
  try {
    const packageJson = require.resolve('node/package.json', { paths: [projectDir, __dirname] })
    const file = join(packageJson, '..', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    const { version } = JSON.parse(readFileSync(packageJson, 'utf8'))
    return isNewEnough(version) && existsSync(file) ? file : undefined
  } catch {
    return undefined
  }
}

const isNewEnough = (version) => Number.parseInt(version, 10) >= 24

/** `--inspect` is for the region alone: one of the processes that it starts would get the port, and not the region. */
function withoutInspect(nodeOptions = '') {
  const option = /(^|\s)--inspect(?:-brk)?(?:=(?:[\w.[\]]+:)?(\d+))?(?=\s|$)/
  const [found, , port = '9229'] = nodeOptions.match(option) ?? []
  if (found === undefined) return { nodeOptions, inspect: [] }
  return { nodeOptions: nodeOptions.replace(option, '').trim(), inspect: [`--inspect=${port}`] }
}

/** Lets the packages of the repository find each other's sources, in what the region starts as well. */
const withSourceCondition = (options) =>
  options.includes('sfs3-source') ? options : `${options} --conditions=sfs3-source`.trim()

module.exports = { launch, moduleFile }

if (require.main === module) void launch(process.argv.slice(2))
