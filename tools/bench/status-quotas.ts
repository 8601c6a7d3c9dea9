import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createClient, patientFetch, waitForResult } from '../../packages/client/index.ts'
import { compileService } from '../../packages/local/cloudformation/compiler.ts'
import { freePorts } from '../../packages/local/ports.ts'
import { type Region, startRegion } from '../../packages/local/region.ts'
import type { StepFunctions } from '../../packages/local/services/states/step-functions.ts'

const clients = 1000
const startingMs = 100_000
const lastsMs = 8_000
const allowedSeconds = 3
const allowedDescribesPerSecond = 15

/**
 * Does each of 1,000 clients that wait for 1,000 executions learn of its end in time, while Step Functions has AWS's quotas?
 * Ten a second start a job that lasts 8 s and ask how it stands every second, as often as they are told: some 80 wait at any
 * time, which is five times as often as DescribeExecution could answer, and what two cores can serve. @throws Error if a client waits too long, Step Functions is asked too often, or the facade fails
 */
export async function bench(): Promise<void> {
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
  const describes = countDescribes(region.services.states.stepFunctions)
  const { facade, seen } = countingClient(region)

  const began = performance.now()
  const signal = AbortSignal.timeout(600_000)
  const delays = await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      await setTimeout((index * startingMs) / clients)
      const at = new Date(Date.now() + lastsMs).toISOString()
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
  const { requests, failures } = seen
  console.log(`${clients} clients asked ${requests} times in ${seconds.toFixed(0)} s`)
  console.log(`end to result: p50 ${p50.toFixed(2)} s, p99 ${p99.toFixed(2)} s, slowest ${slowest.toFixed(2)} s`)
  console.log(`DescribeExecution: at most ${mostDescribes} in a second; answers 5xx: ${failures}`)
  if (slowest > allowedSeconds || mostDescribes > allowedDescribesPerSecond || failures > 0)
    throw new Error(`allowed: ${allowedSeconds} s, ${allowedDescribesPerSecond} DescribeExecution a second, no 5xx`)
}

/** How often Step Functions is asked how an execution stands, by second. */
function countDescribes(stepFunctions: StepFunctions): Map<number, number> {
  const describes = new Map<number, number>()
  const serve = stepFunctions.service
  stepFunctions.service = (request) => {
    if (request.headers['x-amz-target']?.endsWith('.DescribeExecution')) {
      const second = Math.floor(performance.now() / 1000)
      describes.set(second, (describes.get(second) ?? 0) + 1)
    }
    return serve(request)
  }
  return describes
}

/** A client that counts what it asks, and the answers that say it is our fault. */
function countingClient({ apiUrl: url, apiKey }: Region) {
  const seen = { requests: 0, failures: 0 }
  const counting: typeof fetch = async (...request) => {
    seen.requests++
    const answer = await fetch(...request)
    if (answer.status >= 500) seen.failures++
    return answer
  }
  return { facade: createClient({ url, apiKey, fetch: patientFetch(counting) }), seen }
}
