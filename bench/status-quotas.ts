import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, patientFetch, waitForResult } from '../client/index.ts'
import { freePorts } from '../local/ports.ts'
import { startRegion } from '../local/region.ts'
import { compileService } from '../local/template/compiler.ts'

// Does each of 1,000 clients that wait for 1,000 executions learn of its end in time, while Step Functions has AWS's
// quotas? `node bench/status-quotas.ts [clients]`. The executions are jobs that end evenly over 30 s, as they cost the
// region least: what is measured is how their status gets to the clients.

const clients = Number(process.argv[2] ?? 1000)
const endingMs = 30_000
const allowedSeconds = 3
const allowedDescribesPerSecond = 15

const serviceDir = process.cwd()
const dataDir = mkdtempSync(join(tmpdir(), 'sfs3-bench-'))
const region = await startRegion({
  serviceDir,
  dataDir,
  compiled: compileService(serviceDir, ['--param', 'usagePlanRate=10000', '--param', 'usagePlanBurst=5000']),
  ports: freePorts,
  quotas: true,
  warmUp: true,
})

/** The seconds in which Step Functions was asked how an execution stands, and how often it was asked too much. */
const describes = new Map<number, number>()
const { stepFunctions } = region
const serve = stepFunctions.service
stepFunctions.service = (request) => {
  if (request.headers['x-amz-target']?.endsWith('.DescribeExecution')) {
    const second = Math.floor(performance.now() / 1000)
    describes.set(second, (describes.get(second) ?? 0) + 1)
  }
  return serve(request)
}

let requests = 0
let failures = 0
const facade = createClient({
  url: region.apiUrl,
  apiKey: region.apiKey,
  fetch: patientFetch(async (url, init) => {
    requests++
    const answer = await fetch(url, init)
    if (answer.status >= 500) failures++
    return answer
  }),
})

const began = performance.now()
const signal = AbortSignal.timeout(600_000)
const firstEnd = Date.now() + 5_000 + clients * 10
const delays = await Promise.all(
  Array.from({ length: clients }, async (_, index) => {
    const at = new Date(firstEnd + (index * endingMs) / clients).toISOString()
    const { executionId } = await facade.startJob(at, { signal })
    const { status, stopDate } = await waitForResult(facade, executionId, { signal, waitSeconds: 0 })
    if (status !== 'SUCCEEDED') throw new Error(`${executionId} ${status}`)
    return (Date.now() - Date.parse(stopDate)) / 1000
  }),
)
const seconds = (performance.now() - began) / 1000
await region.stop()
rmSync(dataDir, { recursive: true, force: true })

delays.sort((a, b) => a - b)
const [p50 = 0, p99 = 0, slowest = 0] = [0.5, 0.99, 1].map((part) => delays[Math.ceil(clients * part) - 1])
const mostDescribes = Math.max(0, ...describes.values())
console.log(
  `${clients} clients, ${requests} requests in ${seconds.toFixed(0)} s, ${(requests / seconds).toFixed(0)} a second`,
)
console.log(
  `end to result: p50 ${p50.toFixed(2)} s, p99 ${p99.toFixed(2)} s, slowest ${slowest.toFixed(2)} s (allowed ${allowedSeconds} s)`,
)
console.log(`DescribeExecution: at most ${mostDescribes} in a second (allowed ${allowedDescribesPerSecond})`)
console.log(`answers 5xx: ${failures} (allowed 0)`)
const kept = slowest <= allowedSeconds && mostDescribes <= allowedDescribesPerSecond && failures === 0
process.exit(kept ? 0 : 1)
