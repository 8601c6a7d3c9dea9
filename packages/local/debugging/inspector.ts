import inspector from 'node:inspector'
import { freePort } from '../ports.ts'

/** Where debuggers look for Node.js when nothing else is said. */
const defaultPort = 9229

/**
 * The arguments without `--inspect[=port]`, and the port that it asks for.
 * @throws Error when what it names is no port
 */
export function inspectPort(args: readonly string[]): { port: number | undefined; others: string[] } {
  const isInspect = (arg: string) => /^--inspect(=|$)/.test(arg)
  const [, text] = args.findLast(isInspect)?.split('=') ?? []
  const port = text === undefined ? defaultPort : Number(text)
  if (text === '' || !Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--inspect=${text}: the port must be between 0 and 65535, 0 takes a free one`)
  return { port: args.some(isInspect) ? port : undefined, others: args.filter((arg) => !isInspect(arg)) }
}

/** Somebody else listens where debuggers would attach. */
class InspectorPortTaken extends Error {
  override readonly name = 'InspectorPortTaken'

  constructor(port: number, options: ErrorOptions) {
    const npm = 'with NODE_OPTIONS=--inspect npm itself does, so leave it out and type npm run debug'
    super(`port ${port} is taken: stop what listens there (${npm}), or choose another with --inspect=<port>`, options)
  }
}

/** Lets debuggers of this machine attach to this process and to its functions. @throws InspectorPortTaken */
export async function openInspector(port: number): Promise<void> {
  if (inspector.url() !== undefined) return // Visual Studio Code has opened it already.
  const free = await freePort(port).catch((cause: unknown) => {
    throw new InspectorPortTaken(port, { cause })
  })
  inspector.open(free, '127.0.0.1')
}

/** Debuggers that are attached are cut off. */
export function closeInspector(): void {
  inspector.close()
}

/** `127.0.0.1:9229`, where debuggers attach; undefined when they cannot. */
export function inspectorAddress(): string | undefined {
  const url = inspector.url()
  return url && new URL(url).host
}
