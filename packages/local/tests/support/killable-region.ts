import { appendFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import type { JsonObject } from '@sfs3/asl'
import { realClock } from '../../clock/real-clock.ts'
import { openEndpoint } from '../../endpoint/endpoint.ts'
import { roleCredentials } from '../../iam/credentials.ts'
import type { Invoke } from '../../services/lambda/invoke.ts'
import { createStates } from '../../services/states/service.ts'
import { accountId, region } from '../../testing/account-region.ts'

/**
 * A region with Step Functions only, in a process of its own, so that a test can kill it. Prints its URL when it is ready.
 * Its functions write down each time they run: `<time> <function> <execution> <what>`.
 */
const [dataDir = '', callsFile = ''] = process.argv.slice(2)
const clock = realClock()

const invoke: Invoke = async (functionArn, payload) => {
  const name = functionArn.split(':').at(-1) ?? ''
  const { execution, what, attempt = 0, token = '' } = JSON.parse(payload) as JsonObject
  appendFileSync(callsFile, `${clock.now()} ${name} ${String(execution)} ${String(what ?? '-')} ${String(token)}\n`)
  await new Promise((resolve) => setTimeout(resolve, 20))
  if (name === 'flaky' && Number(attempt) < 2) {
    const error = { errorType: 'NotYet', errorMessage: `attempt ${String(attempt)}`, trace: [] }
    return { requestId: 'r', functionError: 'Unhandled', payload: JSON.stringify(error) }
  }
  return { requestId: 'r', payload: JSON.stringify(what ?? null) }
}

const endpoint = await openEndpoint({ port: 0, onDefect: (error) => console.error(error) })
const states = createStates({
  dataDir,
  clock,
  region,
  accountId,
  invoke,
  authorise: () => {},
  awsEndpoint: endpoint.url,
  credentialsOf: roleCredentials(Buffer.alloc(32)),
  onStatusChange: () => {},
  log: (line) => console.error(line),
})
states.start()
endpoint.serve([states])
console.log(endpoint.url)
flushCompileCache() // nothing else would: it never exits by itself
