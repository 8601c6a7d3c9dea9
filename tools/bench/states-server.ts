import { realClock } from '../../packages/local/clock/real-clock.ts'
import { openEndpoint } from '../../packages/local/endpoint/endpoint.ts'
import { roleCredentials } from '../../packages/local/iam/credentials.ts'
import { createStates } from '../../packages/local/services/states/service.ts'

/** Step Functions alone behind the AWS endpoint, in a process of its own. Sends its URL, then what it has used whenever asked. */
const [dataDir = ':memory:'] = process.argv.slice(2)
const endpoint = await openEndpoint({ port: 0 })
const states = createStates({
  dataDir,
  clock: realClock(),
  region: 'us-east-1',
  accountId: '000000000000',
  invoke: async (_name, payload) => ({ requestId: 'r', payload }),
  authorise: () => {},
  awsEndpoint: endpoint.url,
  credentialsOf: roleCredentials(Buffer.alloc(32)),
  onStatusChange: () => {},
  log: (line) => console.error(line),
})
states.start()
endpoint.serve([states])
process.send?.({ url: endpoint.url })
process.on('message', () => {
  globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { driver } = states.stepFunctions.states
  process.send?.({ bytes: process.memoryUsage().rss, cpuMs: (user + system) / 1000, open: driver.open })
})
process.on('SIGTERM', () => process.exit(0))
