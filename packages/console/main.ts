import { parseArgs } from 'node:util'
import { isLoopback, readEndpoint } from './server/endpoint.ts'
import { startConsole } from './server/index.ts'

const usage = `usage: sfs3-console [--endpoint http://127.0.0.1:4566] [--region eu-west-1] [--port 4567] [--write | --read-only]

  --endpoint   any Step Functions endpoint; AWS_ENDPOINT_URL_SFN or AWS_ENDPOINT_URL unless said
  --region     AWS itself in this region, or the region that the endpoint plays; AWS_REGION unless said
  --write      let the page start, stop, redrive and answer; without it AWS is only read, and a loopback endpoint is not asked for it
  --read-only  never let it
  --port       SFS3_CONSOLE_PORT or 4567 unless said; 0 takes a free one`

/** Serves the page until a signal comes. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      endpoint: { type: 'string' },
      region: { type: 'string' },
      port: { type: 'string' },
      write: { type: 'boolean' },
      'read-only': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(usage)
    return
  }
  const { env } = process
  // A region that is named means AWS, unless an endpoint is named beside it.
  const fromEnvironment = values.region === undefined ? env.AWS_ENDPOINT_URL_SFN || env.AWS_ENDPOINT_URL : undefined
  const endpoint = readEndpoint(values.endpoint ?? fromEnvironment)
  const region = values.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1'
  const mayWrite = !values['read-only'] && (values.write === true || isLoopback(endpoint))
  const port = readPort(values.port ?? env.SFS3_CONSOLE_PORT ?? env.PORT ?? '4567')

  const running = await startConsole({ endpoint, region, mayWrite, port })
  const what = `${endpoint ?? `AWS ${region}`}${mayWrite ? '' : ', read-only'}`
  console.log(`console  ${running.url}  (${what})`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => running.stop().then(() => process.exit()))
}

function readPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new Error(`the port must be a number between 0 and 65535, and is ${text}`)
}

main().catch((error: NodeJS.ErrnoException) => {
  const taken =
    error.code === 'EADDRINUSE' ? 'the port is taken: choose another with SFS3_CONSOLE_PORT=<port>' : undefined
  console.error(`sfs3-console: ${taken ?? error.message}`)
  process.exit(1)
})
