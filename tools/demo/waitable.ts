import * as z from 'zod'
import { follow } from './follow.ts'
import type { Run, Stage } from './workflow.ts'

const Started = z.object({ jobId: z.string(), executionId: z.string() })
const Jobs = z.object({ items: z.array(z.object({ Id: z.string(), ProcessStatus: z.string() })) })

/** A job in 40 seconds, which are two here. */
export async function* waitableWorkflow({ sfn, print, call }: Stage): AsyncIterable<Run> {
  const StartTimestamp = new Date(Date.now() + 40_000).toISOString()
  print(`\nwaitable: POST /jobs {"StartTimestamp":"${StartTimestamp}"}`)
  const { jobId, executionId } = await call(Started, 'POST', '/jobs', { StartTimestamp })
  const end = await follow(sfn, executionId, print)

  const { items } = await call(Jobs, 'GET', `/jobs/status?id=${jobId}`)
  const status = items[0]?.ProcessStatus
  print(`  GET /jobs/status: ${status}`)
  yield { workflow: 'waitable', ...end, outcome: `${end.outcome} ${status}`, expected: 'SUCCEEDED COMPLETED' }
}
