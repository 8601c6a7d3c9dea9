import { realClock } from '../../packages/local/clock/real-clock.ts'
import { createGateway } from '../../packages/local/endpoint/gateway.ts'
import { credentialsOf } from '../../packages/local/iam/credentials.ts'
import { createStepFunctions } from '../../packages/local/services/states/step-functions.ts'

/** Step Functions alone behind the AWS endpoint, in a process of its own. Sends its URL, then what it has used whenever asked. */
const [dataDir = ':memory:'] = process.argv.slice(2)
const gateway = await createGateway({
  port: 0,
  services: { states: (request) => stepFunctions.service(request) },
  s3: async () => ({ status: 501, headers: {}, body: '' }),
  callerOf: () => ({ kind: 'developer' }),
})
const stepFunctions = createStepFunctions({
  dataDir,
  clock: realClock(),
  region: 'us-east-1',
  accountId: '000000000000',
  invoke: async (_name, payload) => ({ requestId: 'r', payload }),
  authorise: () => {},
  clientFor: () => ({ endpoint: gateway.url, region: 'us-east-1', credentials: credentialsOf('states', 'bench') }),
  log: (line) => console.error(line),
})
process.send?.({ url: gateway.url })
process.on('message', () => {
  globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { driver } = stepFunctions.states
  process.send?.({ bytes: process.memoryUsage().rss, cpuMs: (user + system) / 1000, open: driver.open })
})
process.on('SIGTERM', () => process.exit(0))
